import type { Failure } from './messages.ts';

/** Carries a failure up to where the worker answers. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

// Primary result codes: https://www.sqlite.org/rescode.html
const sqliteCorrupt = 11;
const sqliteFull = 13;
const sqliteNotADatabase = 26;

/** What an error of SQLite or of the file system means, where nothing of a transaction has been committed. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  const code = primaryCode(error);
  const isDamage = code === sqliteCorrupt || code === sqliteNotADatabase;
  return { kind: isDamage ? 'damaged' : 'unavailable', detail };
}

/** What a failed COMMIT means: a full disk cut it short; after anything else it may stand in the file. */
export function failureOfCommit(error: unknown): Failure {
  const failure = failureOf(error);
  return primaryCode(error) === sqliteFull
    ? failure
    : { kind: 'outcome-unknown', detail: failure.detail };
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
