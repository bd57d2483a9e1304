import { ConnectorError, type ErrorCode } from '@mailhaul/connector-contract';
import { cleanServerText } from '@mailhaul/connector-line';
import {
  accountBlocked,
  busy,
  folderMissing,
  folderRefused,
  itemRefused,
  mailboxUnavailable,
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
  verdictOf,
  type Verdict,
} from './error-verdicts.ts';
import { backOffHintMs, judgeStrongWords, judgeWords, type RefusedAction } from './server-words.ts';
import { WireViolation } from './wire/raw-response.ts';
import type { StatusResponse } from './wire/status-response.ts';

/**
 * A tagged NO or BAD as an error: by its response code first (RFC 5530, RFC 9051 §7.1) unless its words say something
 * narrower, then by its words, else by what was asked.
 */
export function refusalError(answer: StatusResponse, action: RefusedAction): ConnectorError {
  const verdict = judge(answer, action) ?? byAction(action, answer.status);
  return new ConnectorError({ ...verdict, ...withText(answer), ...withHint(verdict, answer.text) });
}

function judge(
  { code, text }: Pick<StatusResponse, 'code' | 'text'>,
  action: RefusedAction,
): Verdict | undefined {
  const words = cleanServerText(text);
  const strong = judgeStrongWords(words, action);
  // LIMIT does not say which one: where the words do, they count.
  const limit = code === 'LIMIT' && action === 'write' ? judgeWords(words, action) : undefined;
  return strong ?? limit ?? byCode(code, action) ?? judgeWords(words, action);
}

function withText(answer: Pick<StatusResponse, 'code' | 'text'>): { serverText?: string } {
  const text = cleanServerText(
    answer.code === '' ? answer.text : `[${answer.code}] ${answer.text}`,
  );
  return text === '' ? {} : { serverText: text };
}

function withHint(verdict: Verdict, text: string): { retryAfterMs?: number } {
  const hint = verdict.disposition === 'retryAfter' ? backOffHintMs(text) : undefined;
  return hint === undefined ? {} : { retryAfterMs: hint };
}

function byCode(code: string, action: RefusedAction): Verdict | undefined {
  switch (code) {
    case 'TRYCREATE':
      return folderMissing;
    case 'NONEXISTENT':
      return action === 'read' ? unreadable : folderMissing;
    // Gmail says so of its bandwidth as well; a reader fills no mailbox.
    case 'OVERQUOTA':
      return action === 'write' || action === 'create-folder' ? overQuota : throttled;
    case 'TOOBIG':
      return action === 'write' ? tooBig : undefined;
    // RFC 5530 LIMIT: about one message where one was written, else about the account.
    case 'LIMIT':
      if (action === 'write')
        return { ...itemRefused, message: 'The target has a limit that this item breaks.' };
      return action === 'sign-in' || action === 'bye' ? tooManyConnections : busy;
    case 'INUSE':
    case 'TEMPFAIL':
    case 'UNAVAILABLE':
      return busy;
    case 'SERVERBUG':
    case 'CORRUPTION':
    case 'CONTACTADMIN':
      return byServerFault(code, action);
    case 'THROTTLED':
    case 'OVERRATE':
      return throttled;
    case 'NOPERM':
    case 'ACL':
      return action === 'sign-in' || action === 'other'
        ? verdictOf('permission-denied', { scope: 'mailbox' })
        : noPermission;
    case 'EXPIRED':
    case 'AUTHENTICATIONFAILED':
    case 'AUTHORIZATIONFAILED':
      return signInRejected;
    case 'PRIVACYREQUIRED':
      return tlsRequired;
    // Cyrus says so of an account whose folders it cannot reach (RFC 2221).
    case 'REFERRAL':
      return action === 'sign-in' ? mailboxUnavailable : undefined;
    case 'ALREADYEXISTS':
      return folderRefused;
    case 'CANNOT':
      return action === 'sign-in' ? undefined : byAction(action, 'NO');
    case 'BADCHARSET':
    case 'UNKNOWN-CTE':
      return byAction(action, 'NO');
    default:
      return undefined;
  }
}

function byServerFault(code: string, action: RefusedAction): Verdict {
  if (action === 'sign-in' || action === 'bye')
    return code === 'CONTACTADMIN' ? accountBlocked : busy;
  if (action === 'other' && code === 'SERVERBUG') return busy;
  const base = action === 'write' || action === 'read' ? byAction(action, 'NO') : folderRefused;
  return code === 'SERVERBUG' ? { ...base, disposition: 'retry' } : base;
}

/** What a refusal without a reason means. A BAD says that we were not understood, but of one message or name. */
function byAction(action: RefusedAction, status: StatusResponse['status']): Verdict {
  const isBad = status === 'BAD';
  switch (action) {
    case 'sign-in':
      return signInRejected;
    case 'write':
      return itemRefused;
    case 'read':
      return isBad ? misunderstood : unreadable;
    case 'open-folder':
      return isBad ? misunderstood : folderRefused;
    case 'create-folder':
      return folderRefused;
    case 'remove':
      return isBad ? misunderstood : noPermission;
    case 'list':
    case 'other':
    case 'bye':
      return { ...misunderstood, scope: 'mailbox' };
  }
}

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

/** `bye`: what the server said when it ended the connection, with its response code in brackets. */
export function connectionLostError(cause?: unknown, bye?: string): ConnectorError {
  if (bye !== undefined) {
    const [, code = '', text = bye] = /^\[([^\s\]]+)[^\]]*\] ?(.*)$/s.exec(bye) ?? [];
    const verdict = judge({ code: code.toUpperCase(), text }, 'bye');
    if (verdict !== undefined) {
      // The connection is gone whatever the reason; how far a lasting one reaches is the reason's to say.
      const scope = verdict.disposition === 'needsOperator' ? verdict.scope : 'connection';
      const said = { serverText: cleanServerText(bye), ...withHint(verdict, text) };
      return new ConnectorError({ ...verdict, scope, ...said });
    }
  }
  return plain(
    verdictOf('connection-lost', {
      message: bye === undefined ? 'The connection broke.' : 'The server ended the connection.',
      remedy: retryRemedy,
    }),
    { cause, ...(bye === undefined ? {} : { serverText: bye }) },
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
      // Line noise may break an answer; nothing but the server makes one too large.
      disposition: violation.isTooLarge ? 'needsOperator' : 'retry',
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
