import { StoreUnavailable } from '@mailhaul/application';
import { StateDamaged, StateInUse, StateTooNew } from '@mailhaul/event-store-sqlite';

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
  if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'ENOTFOUND')) {
    return 'This machine has no such address to listen at: choose another one with MAILHAUL_HOST.';
  }
  if (/disk is full|ENOSPC/.test(messageOf(error))) {
    return 'The disk of the data folder is full: make room on it and start again. What is stored is safe.';
  }
  if (/EROFS|readonly database/.test(messageOf(error))) {
    return `Nothing can be written there, it is read-only: ${messageOf(error)}`;
  }
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) {
    return `No right to do that: ${messageOf(error)}`;
  }
  if (error instanceof StoreUnavailable) return error.message;
  if (error instanceof Error && 'syscall' in error) {
    return `A file or folder of the configuration cannot be used: ${error.message}`;
  }
  if (error instanceof Error && namedRefusals.has(error.name)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Refusals whose message says what to do. */
const namedRefusals: ReadonlySet<string> = new Set([
  'FolderRefused',
  'KeyFileRefused',
  'MasterKeyRefused',
  'MasterKeyWrong',
  'SecretsFileRefused',
  'SecretsMissing',
  'ReadStoreInUse',
]);

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
