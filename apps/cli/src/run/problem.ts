import { ConnectorError, errorCatalogue } from '@mailhaul/connector-contract';
import { StoreUnavailable } from '@mailhaul/application';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { MailboxFinished } from '../render/run-events.schema.ts';
import { PairInUse } from '../state/pair-claim.ts';
import { cleanText } from '../text/clean-text.ts';

export type Problem = NonNullable<MailboxFinished['error']>;

/** A failure as people and programs are told of it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ConnectorError) {
    return {
      code: error.code,
      message: cleanText(error.message),
      remedy: cleanText(error.remedy),
      fixedBy: errorCatalogue[error.code].fixedBy,
      serverText: error.serverText === undefined ? null : cleanText(error.serverText),
    };
  }
  if (error instanceof PairInUse) {
    return {
      code: 'pair-in-use',
      message: error.message,
      remedy: error.remedy,
      fixedBy: 'operator',
      serverText: null,
    };
  }
  if (error instanceof StoreUnavailable || isSystemError(error)) {
    return {
      code: 'state-unavailable',
      message: cleanText(error.message),
      remedy:
        'Look at the disk of the state folder (room, permissions) and run the same command again.',
      fixedBy: 'operator',
      serverText: null,
    };
  }
  return {
    code: 'internal',
    message: cleanText(error instanceof Error ? error.message : String(error)),
    remedy:
      'This is a defect of Mailhaul: please report it with the lines above. Nothing that was copied is lost.',
    fixedBy: 'operator',
    serverText: null,
  };
}

/** Which exit code a mailbox's failure asks for. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof PairInUse) return exitCodes.usage;
  if (error instanceof StoreUnavailable || isSystemError(error)) return exitCodes.interrupted;
  if (!(error instanceof ConnectorError)) return exitCodes.defect;
  if (error.code === 'internal') return exitCodes.defect;
  const isConnection = error.scope === 'connection' || signInCodes.has(error.code);
  return isConnection ? exitCodes.connection : exitCodes.interrupted;
}

/** The operating system refused something: no room, no permission. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

const signInCodes: ReadonlySet<string> = new Set([
  'host-not-found',
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'tls-failed',
  'tls-required',
  'certificate-rejected',
  'certificate-changed',
  'sign-in-rejected',
  'sign-in-method-missing',
  'token-unavailable',
  'token-rejected',
  'app-password-needed',
  'imap-disabled',
  'ews-disabled',
  'impersonation-denied',
  'server-unsuitable',
  'account-blocked',
  'mailbox-unavailable',
  'too-many-connections',
]);
