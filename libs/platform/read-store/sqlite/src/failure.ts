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
const sqliteNotADatabase = 26;

/** What an error of SQLite or of the file system means. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
      ? error.errcode & 0xff
      : undefined;
  const isDamage = code === sqliteCorrupt || code === sqliteNotADatabase;
  return { kind: isDamage ? 'damaged' : 'unavailable', detail };
}
