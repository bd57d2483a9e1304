import { ConnectorError, type ErrorCode } from '@mailhaul/connector-contract';
import {
  busy,
  folderMissing,
  folderRefused,
  itemRefused,
  misunderstood,
  noPermission,
  overQuota,
  retryRemedy,
  signInRejected,
  throttled,
  tlsRequired,
  tooBig,
  tooManyConnections,
  unreadable,
  type Verdict,
} from './error-verdicts.ts';
import { WireViolation } from './wire/raw-response.ts';
import type { StatusResponse } from './wire/status-response.ts';

/** What was asked for when the server refused: decides how far a refusal without a code reaches. */
export type RefusedAction =
  'write' | 'open-folder' | 'create-folder' | 'read' | 'remove' | 'list' | 'other';

const serverTextCharsMax = 500;

/** The server's words without control characters, at most 500 of them. */
export function cleanServerText(text: string): string {
  // Controls, line separators, and marks that turn the direction of what follows.
  const clean = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return clean.trim().slice(0, serverTextCharsMax);
}

/** A tagged NO or BAD as an error: by its response code first (RFC 5530, RFC 9051 §7.1), else by what was asked. */
export function refusalError(answer: StatusResponse, action: RefusedAction): ConnectorError {
  const verdict =
    byCode(answer.code, action) ??
    byText(answer.text) ??
    (answer.status === 'BAD' ? misunderstood : byAction[action]);
  return new ConnectorError({ ...verdict, ...withText(answer) });
}

function withText(answer: StatusResponse): { serverText?: string } {
  const text = cleanServerText(
    answer.code === '' ? answer.text : `[${answer.code}] ${answer.text}`,
  );
  return text === '' ? {} : { serverText: text };
}

function byCode(code: string, action: RefusedAction): Verdict | undefined {
  const isWrite = action === 'write';
  switch (code) {
    case 'TRYCREATE':
    case 'NONEXISTENT':
      return folderMissing;
    case 'OVERQUOTA':
      return overQuota;
    case 'TOOBIG':
      return tooBig;
    // RFC 5530 LIMIT: about one message where one was written, else about the account.
    case 'LIMIT':
      return isWrite
        ? { ...itemRefused, message: 'The target has a limit that this item breaks.' }
        : busy;
    case 'INUSE':
    case 'SERVERBUG':
    case 'UNAVAILABLE':
    case 'CORRUPTION':
    case 'CONTACTADMIN':
      return code === 'INUSE' || code === 'UNAVAILABLE' ? busy : byServerFault(code, action);
    case 'THROTTLED':
    case 'OVERRATE':
      return throttled;
    case 'NOPERM':
    case 'ACL':
      return { ...noPermission, scope: action === 'other' ? 'mailbox' : 'folder' };
    case 'EXPIRED':
    case 'AUTHENTICATIONFAILED':
    case 'AUTHORIZATIONFAILED':
      return signInRejected;
    case 'PRIVACYREQUIRED':
      return tlsRequired;
    case 'CANNOT':
    case 'BADCHARSET':
    case 'UNKNOWN-CTE':
      return byAction[action];
    default:
      return undefined;
  }
}

function byServerFault(code: string, action: RefusedAction): Verdict {
  const base = action === 'write' || action === 'read' ? byAction[action] : folderRefused;
  return code === 'SERVERBUG' ? { ...base, disposition: 'retry' } : base;
}

/** Servers that say it in words only. Each with the recorded answer it was made for. */
function byText(text: string): Verdict | undefined {
  // Exchange 2016: "NO User is authenticated but not connected."
  if (/authenticated but not connected/i.test(text)) return signInRejected;
  // Dovecot 2.3 without a code: "NO Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)"
  if (/maximum number of connections/i.test(text)) return tooManyConnections;
  // Gmail: "NO [ALERT] Too many simultaneous connections. (Failure)"
  if (/too many simultaneous connections/i.test(text)) return tooManyConnections;
  // Exchange Online: "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"
  if (/request is throttled/i.test(text)) return throttled;
  // Gmail: "BAD Account exceeded command or bandwidth limits"
  if (/exceeded (?:command or )?bandwidth limits/i.test(text)) return throttled;
  // Courier 0.78: "NO Mailbox does not exist, or must be subscribed to."
  if (/mailbox (?:does not|doesn't) exist/i.test(text)) return folderMissing;
  // Exchange 2013: "NO APPEND failed: The message size exceeds fixed maximum message size"
  if (/exceeds? (?:the )?(?:fixed )?maximum message size/i.test(text)) return tooBig;
  return undefined;
}

/** How long the server asks us to wait, where it says so in words. */
export function backOffHintMs(text: string): number | undefined {
  // Exchange Online: "Suggested Backoff Time: 92415 milliseconds"
  const match = /backoff time: (\d{1,9}) milliseconds/i.exec(text);
  return match === null ? undefined : Math.min(Number(match[1]), backOffMsMax);
}

const backOffMsMax = 24 * 60 * 60 * 1000;

const byAction: Record<RefusedAction, Verdict> = {
  write: itemRefused,
  read: unreadable,
  'open-folder': folderRefused,
  'create-folder': folderRefused,
  remove: noPermission,
  list: { ...misunderstood, scope: 'mailbox' },
  other: { ...misunderstood, scope: 'mailbox' },
};

function plain(
  verdict: Verdict,
  extra: { cause?: unknown; serverText?: string } = {},
): ConnectorError {
  const { serverText, cause } = extra;
  return new ConnectorError({
    ...verdict,
    ...(serverText === undefined || serverText === ''
      ? {}
      : { serverText: cleanServerText(serverText) }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Reading or writing needs a folder of the generation the caller knows. */
export function folderChangedError(): ConnectorError {
  return plain({
    code: 'folder-changed',
    scope: 'folder',
    disposition: 'retry',
    message: 'The server has renumbered the folder (UIDVALIDITY changed).',
    remedy: 'Nothing to do: the folder is listed anew and matched with what was copied.',
  });
}

export function connectionLostError(cause?: unknown, byeText?: string): ConnectorError {
  if (byeText !== undefined) {
    const words = cleanServerText(byeText);
    const verdict = byText(words);
    if (verdict !== undefined) {
      const hint = backOffHintMs(words);
      return new ConnectorError({
        ...verdict,
        scope: 'connection',
        serverText: words,
        ...(hint === undefined ? {} : { retryAfterMs: hint }),
      });
    }
  }
  const extra = { cause, ...(byeText === undefined ? {} : { serverText: byeText }) };
  return plain(
    {
      code: 'connection-lost',
      scope: 'connection',
      disposition: 'retry',
      message: byeText === undefined ? 'The connection broke.' : 'The server ended the connection.',
      remedy: retryRemedy,
    },
    extra,
  );
}

export function timeoutError(doing: string, isTalking = false): ConnectorError {
  return plain({
    code: 'connection-timeout',
    scope: 'connection',
    disposition: 'retry',
    message: isTalking
      ? `The server talks and gives no answer in time (${doing}).`
      : `The server gave no answer in time (${doing}).`,
    remedy: 'If it comes again, look at the load of the server and the line to it.',
  });
}

export function protocolError(violation: WireViolation): ConnectorError {
  return plain(
    {
      code: violation.isTooLarge ? 'answer-too-large' : 'protocol-violation',
      scope: 'connection',
      disposition: 'retry',
      message: `The server's answer breaks the protocol: ${violation.message}.`,
      remedy:
        'If it comes again, report it with the name of the server; something between may alter the line.',
    },
    { cause: violation },
  );
}

/** The connection was cut on purpose, with a write in the air: nobody knows what of it is there. */
export function writeAbortedError(cause: unknown): ConnectorError {
  return plain(
    {
      code: 'write-aborted',
      scope: 'connection',
      disposition: 'retry',
      message: 'A write was called off and its connection cut.',
      remedy: 'Nothing to do: what the target took of it is looked for before it is written again.',
    },
    { cause },
  );
}

export function abortedError(cause: unknown): ConnectorError {
  return plain(
    {
      code: 'connection-lost',
      scope: 'connection',
      disposition: 'retry',
      message: 'The connection was cut from our side.',
      remedy: retryRemedy,
    },
    { cause },
  );
}

export function itemRefusedError(
  message: string,
  code: ErrorCode = 'item-refused',
): ConnectorError {
  return plain({ ...itemRefused, code, message });
}

export function folderRefusedError(message: string): ConnectorError {
  return plain({ ...folderRefused, message });
}

export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  return error instanceof WireViolation ? protocolError(error) : connectionLostError(error);
}
