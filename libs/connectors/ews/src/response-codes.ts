import type { ConnectorError, ErrorCode } from '@mailhaul/connector-contract';
import { errorOf } from './errors.ts';

/** What was asked for when the server said no: the same code means another thing for an item than for a folder. */
export type AskedAction =
  'open' | 'folder' | 'create-folder' | 'find' | 'read' | 'write' | 'remove';

/** What a server says of one part of a request, or in a fault of the whole of it. */
export interface Refusal {
  /** `ErrorServerBusy`; empty where there is none. */
  readonly responseCode: string;
  readonly text: string;
  readonly backOffMs: number | undefined;
  readonly isFault: boolean;
}

/** EWS reference page `ResponseCode`: codes that mean one thing, whatever was asked. */
const meanings: Readonly<Record<string, ErrorCode>> = {
  ErrorServerBusy: 'throttled',
  ErrorExceededConnectionCount: 'too-many-connections',
  ErrorExceededFindCountLimit: 'throttled',
  ErrorTooManyObjectsOpened: 'throttled',
  ErrorExceededSubscriptionCount: 'throttled',
  ErrorInsufficientResources: 'server-busy',
  ErrorTimeoutExpired: 'server-busy',
  ErrorBatchProcessingStopped: 'server-busy',
  ErrorMailboxStoreUnavailable: 'server-busy',
  ErrorMailboxMoveInProgress: 'server-busy',
  ErrorMailboxFailover: 'server-busy',
  ErrorConnectionFailed: 'server-busy',
  ErrorConnectionFailedTransientError: 'server-busy',
  ErrorInternalServerTransientError: 'server-busy',
  ErrorADUnavailable: 'server-busy',
  ErrorADOperation: 'server-busy',
  ErrorCallerIsInvalidADAccount: 'sign-in-rejected',
  ErrorLogonFailure: 'sign-in-rejected',
  ErrorExpiredSubscription: 'server-busy',
  ErrorPasswordExpired: 'sign-in-rejected',
  ErrorPasswordChangeRequired: 'sign-in-rejected',
  ErrorAccountDisabled: 'account-blocked',
  ErrorImpersonateUserDenied: 'impersonation-denied',
  ErrorImpersonationDenied: 'impersonation-denied',
  ErrorImpersonationFailed: 'impersonation-denied',
  ErrorImpersonationRequired: 'impersonation-denied',
  ErrorInvalidExchangeImpersonationHeaderData: 'impersonation-denied',
  ErrorNonExistentMailbox: 'mailbox-unavailable',
  ErrorMissingEmailAddress: 'mailbox-unavailable',
  ErrorMailboxHoldNotFound: 'mailbox-unavailable',
  ErrorInvalidSmtpAddress: 'mailbox-unavailable',
  ErrorNonPrimarySmtpAddress: 'mailbox-unavailable',
  ErrorAccessDenied: 'permission-denied',
  ErrorCreateItemAccessDenied: 'permission-denied',
  ErrorQuotaExceeded: 'quota-exceeded',
  ErrorMessageSizeExceeded: 'item-too-large',
  ErrorAttachmentSizeLimitExceeded: 'item-too-large',
  ErrorUnsupportedPathForQuery: 'server-unsuitable',
  ErrorUnsupportedPathForSortGroup: 'server-unsuitable',
  ErrorInvalidPropertyRequest: 'server-unsuitable',
  ErrorFolderNotFound: 'folder-missing',
  ErrorParentFolderNotFound: 'folder-missing',
  ErrorCannotEmptyFolder: 'folder-refused',
  ErrorSchemaValidation: 'command-refused',
  ErrorInvalidRequest: 'command-refused',
  ErrorInvalidServerVersion: 'command-refused',
  ErrorIncorrectSchemaVersion: 'command-refused',
};

/** Ids that name nothing: of a folder, where a folder was asked for or written to. */
const unknownIds: ReadonlySet<string> = new Set([
  ...['ErrorItemNotFound', 'ErrorInvalidId', 'ErrorInvalidIdMalformed', 'ErrorInvalidFolderId'],
  ...['ErrorInvalidIdEmpty', 'ErrorInvalidIdMalformedEwsLegacyIdFormat', 'ErrorInvalidIdTooLong'],
  ...['ErrorInvalidIdXml', 'ErrorInvalidIdNotAnItemAttachmentId', 'ErrorObjectTypeChanged'],
]);

const otherwise: Readonly<Record<AskedAction, ErrorCode>> = {
  open: 'command-refused',
  folder: 'command-refused',
  'create-folder': 'folder-refused',
  find: 'command-refused',
  read: 'item-unreadable',
  write: 'item-refused',
  remove: 'command-refused',
};

/** The one place where response codes become errors of the contract. */
export function refusalError(refusal: Refusal, action: AskedAction): ConnectorError {
  const { responseCode, text, backOffMs, isFault } = refusal;
  const code = codeOf(refusal, action);
  const words = responseCode === '' ? text : `${responseCode}: ${text}`;
  return errorOf(code, {
    serverText: words,
    // A fault says nothing of single items; the request as a whole was not understood.
    ...(isFault && action === 'write' && code === 'item-refused' ? { scope: 'item' } : {}),
    ...(code === 'throttled' ? { retryAfterMs: backOffMs } : {}),
  });
}

function codeOf({ responseCode, isFault }: Refusal, action: AskedAction): ErrorCode {
  const known = meanings[responseCode];
  if (known !== undefined) return known;
  if (unknownIds.has(responseCode)) return action === 'read' ? 'item-unreadable' : 'folder-missing';
  // Of a whole request it is the server's trouble of the moment; of one item, that item's.
  if (responseCode === 'ErrorInternalServerError' && (isFault || !isOfItem(action))) {
    return 'server-busy';
  }
  return otherwise[action];
}

function isOfItem(action: AskedAction): boolean {
  return action === 'read' || action === 'write';
}

/** An item that is not there any more. */
export function isItemGone({ responseCode }: Refusal): boolean {
  return responseCode === 'ErrorItemNotFound';
}

export interface StatusFacts {
  readonly words: string;
  readonly retryAfterMs: number | undefined;
  readonly isWrite: boolean;
}

/** What an HTTP status other than 200 and 500 means; 401 and redirections are the line's matter. */
export function statusError(status: number, about: StatusFacts): ConnectorError {
  const facts = { serverText: `HTTP ${status} ${about.words}` };
  switch (status) {
    case 403:
      return errorOf('ews-disabled', facts);
    case 404:
    case 405:
    case 410:
      return errorOf('not-exchange', facts);
    case 413:
      return about.isWrite ? errorOf('item-too-large', facts) : errorOf('command-refused', facts);
    case 429:
    case 503:
      return errorOf('throttled', { ...facts, retryAfterMs: about.retryAfterMs });
    case 507:
      return errorOf('quota-exceeded', facts);
    default:
      return status >= 500 ? errorOf('server-busy', facts) : errorOf('command-refused', facts);
  }
}
