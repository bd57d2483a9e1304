import type { ConnectorErrorDetails } from '@mailhaul/connector-contract';

/** What an error means and what to do about it; errors.ts decides when. */
export type Verdict = Pick<
  ConnectorErrorDetails,
  'code' | 'scope' | 'disposition' | 'message' | 'remedy'
>;

export const retryRemedy = 'Nothing to do: it is tried again by itself.';

export const folderMissing: Verdict = {
  code: 'folder-missing',
  scope: 'folder',
  disposition: 'retry',
  message: 'The folder does not exist at the server (any more).',
  remedy: 'If it was deleted on purpose, take it out of the folder map; else nothing to do.',
};
export const overQuota: Verdict = {
  code: 'quota-exceeded',
  scope: 'mailbox',
  disposition: 'needsOperator',
  message: 'The target mailbox is full.',
  remedy: 'Raise the quota of the target mailbox or free space in it, then start again.',
};
export const tooBig: Verdict = {
  code: 'item-too-large',
  scope: 'item',
  disposition: 'failItem',
  message: 'The item is larger than the target takes.',
  remedy: 'Raise the message size limit of the target, then run a delta pass.',
};
export const itemRefused: Verdict = {
  code: 'item-refused',
  scope: 'item',
  disposition: 'failItem',
  message: 'The target refused the item.',
  remedy: "Read the server's words beside it; a delta pass tries it again.",
};
export const folderRefused: Verdict = {
  code: 'folder-refused',
  scope: 'folder',
  disposition: 'needsOperator',
  message: 'The server refused the folder.',
  remedy:
    "Read the server's words beside it: its name may be forbidden there; map it to another name.",
};
export const unreadable: Verdict = {
  code: 'item-unreadable',
  scope: 'item',
  disposition: 'failItem',
  message: 'The source could not hand out the item.',
  remedy: 'Open it in a mail program at the source; a delta pass tries it again.',
};
export const noPermission: Verdict = {
  code: 'permission-denied',
  scope: 'folder',
  disposition: 'needsOperator',
  message: 'The account has no right to do this.',
  remedy: 'Give the account the right to read (source) or to write (target) this folder.',
};
export const busy: Verdict = {
  code: 'server-busy',
  scope: 'mailbox',
  disposition: 'retry',
  message: 'The server is busy at the moment.',
  remedy: retryRemedy,
};
export const throttled: Verdict = {
  code: 'throttled',
  scope: 'mailbox',
  disposition: 'retryAfter',
  message: 'The server asks us to slow down.',
  remedy: 'Nothing to do: it goes on by itself; fewer connections to this server help.',
};
export const tooManyConnections: Verdict = {
  code: 'too-many-connections',
  scope: 'connection',
  disposition: 'retry',
  message: 'The server allows no more connections for this account or address.',
  remedy: 'Use fewer connections for this mailbox, or raise the limit at the server.',
};
export const signInRejected: Verdict = {
  code: 'sign-in-rejected',
  scope: 'mailbox',
  disposition: 'needsOperator',
  message: 'The server rejected the user name or password.',
  remedy: 'Check user name and password; some systems want an application password for IMAP.',
};
export const tlsRequired: Verdict = {
  code: 'tls-required',
  scope: 'connection',
  disposition: 'needsOperator',
  message: 'The server allows signing in only over an encrypted connection.',
  remedy: 'Use security=tls or security=starttls.',
};
export const misunderstood: Verdict = {
  code: 'command-refused',
  scope: 'folder',
  disposition: 'needsOperator',
  message: 'The server did not accept the command.',
  remedy: "Report the server's words beside it, with the name of the server.",
};
