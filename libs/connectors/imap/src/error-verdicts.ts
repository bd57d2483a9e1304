import {
  type ConnectorErrorDetails,
  type ErrorCode,
  errorCatalogue,
} from '@mailhaul/connector-contract';

/** What an error means and what to do about it; errors.ts decides when. */
export type Verdict = Pick<
  ConnectorErrorDetails,
  'code' | 'scope' | 'disposition' | 'message' | 'remedy'
>;

/** What the catalogue says of a code, as far as this case is no other. */
export function verdictOf(code: ErrorCode, differs: Partial<Verdict> = {}): Verdict {
  const { scope, disposition, cause, whatToDo } = errorCatalogue[code];
  return { code, scope, disposition, message: cause, remedy: whatToDo, ...differs };
}

export const retryRemedy = errorCatalogue['server-busy'].whatToDo;

export const folderMissing = verdictOf('folder-missing');
export const overQuota = verdictOf('quota-exceeded');
export const tooBig = verdictOf('item-too-large');
export const itemRefused = verdictOf('item-refused');
export const folderRefused = verdictOf('folder-refused');
export const unreadable = verdictOf('item-unreadable');
export const noPermission = verdictOf('permission-denied');
export const busy = verdictOf('server-busy');
export const throttled = verdictOf('throttled');
export const tooManyConnections = verdictOf('too-many-connections');
export const signInRejected = verdictOf('sign-in-rejected');
export const appPasswordNeeded = verdictOf('app-password-needed');
export const imapDisabled = verdictOf('imap-disabled');
export const accountBlocked = verdictOf('account-blocked');
export const mailboxUnavailable = verdictOf('mailbox-unavailable');
export const tlsRequired = verdictOf('tls-required');
export const signInMethodMissing = verdictOf('sign-in-method-missing');
export const misunderstood = verdictOf('command-refused');
