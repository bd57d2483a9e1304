/** How far the damage reaches. */
export type ErrorScope = 'item' | 'folder' | 'mailbox' | 'connection' | 'process';

/** What is to be done about it. */
export type ErrorDisposition = 'retry' | 'retryAfter' | 'failItem' | 'needsOperator' | 'bug';

/** Stable names of what went wrong; the catalogue in docs/reference has an entry for each. */
export type ErrorCode =
  | 'host-not-found'
  | 'host-lookup-timeout'
  | 'address-refused'
  | 'autodiscover-failed'
  | 'proxy-failed'
  | 'connection-refused'
  | 'connection-timeout'
  | 'connection-lost'
  | 'tls-failed'
  | 'tls-required'
  | 'certificate-rejected'
  | 'certificate-changed'
  | 'sign-in-rejected'
  | 'sign-in-method-missing'
  | 'token-unavailable'
  | 'token-rejected'
  | 'app-password-needed'
  | 'imap-disabled'
  | 'ews-disabled'
  | 'impersonation-denied'
  | 'not-exchange'
  | 'server-unsuitable'
  | 'account-blocked'
  | 'mailbox-unavailable'
  | 'permission-denied'
  | 'protocol-violation'
  | 'answer-too-large'
  | 'directory-base-missing'
  | 'directory-refused'
  | 'server-busy'
  | 'throttled'
  | 'too-many-connections'
  | 'quota-exceeded'
  | 'other-mailboxes'
  | 'folder-missing'
  | 'folder-refused'
  | 'folder-changed'
  | 'item-too-large'
  | 'item-refused'
  | 'item-unreadable'
  | 'write-aborted'
  | 'command-refused'
  | 'internal';

export interface ConnectorErrorDetails {
  readonly code: ErrorCode;
  readonly scope: ErrorScope;
  readonly disposition: ErrorDisposition;
  /** One sentence: what happened. No secrets, subjects or bodies. */
  readonly message: string;
  /** One sentence: what the operator can do. */
  readonly remedy: string;
  /** The server's own words, cleaned of control characters and cut to 500 characters. Personal: sealed when kept. */
  readonly serverText?: string;
  /** With `retryAfter`: how long the server asked us to wait, milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ErrorCode;
  readonly scope: ErrorScope;
  readonly disposition: ErrorDisposition;
  readonly remedy: string;
  readonly serverText: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(details: ConnectorErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.scope = details.scope;
    this.disposition = details.disposition;
    this.remedy = details.remedy;
    this.serverText = details.serverText;
    this.retryAfterMs = details.retryAfterMs;
  }
}
