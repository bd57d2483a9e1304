import { StateDamaged, StateInUse, StateTooNew } from '@mailhaul/event-store-sqlite';

export const exitCodes = { usage: 2, failed: 1 } as const;

/** Why it could not start, for people: an expected failure in one sentence, a defect with its stack. */
export function wordsOfFailure(error: unknown): string {
  if (error instanceof StateInUse) {
    return 'Another Mailhaul is at work with this data folder: stop it, or give this one a folder of its own with MAILHAUL_DATA.';
  }
  if (error instanceof StateTooNew) {
    return 'A newer version of Mailhaul wrote this data folder: run that version, or a later one.';
  }
  if (error instanceof StateDamaged) return error.message;
  if (hasCode(error, 'EADDRINUSE')) {
    return 'The port is taken by another program: choose another one with MAILHAUL_PORT.';
  }
  if (hasCode(error, 'EACCES')) return `No right to do that: ${messageOf(error)}`;
  if (error instanceof Error && namedRefusals.has(error.name)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Refusals whose message says what to do. */
const namedRefusals: ReadonlySet<string> = new Set([
  'KeyFileRefused',
  'MasterKeyRefused',
  'MasterKeyWrong',
  'SecretsFileRefused',
  'ReadStoreInUse',
]);

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
