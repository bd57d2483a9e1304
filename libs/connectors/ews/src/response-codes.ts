import type { ConnectorError, ErrorCode } from '@mailhaul/connector-contract';
import { meanings, remedies, unknownIds } from './code-meanings.ts';
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
  const remedy = remedies[responseCode];
  return errorOf(code, {
    serverText: words,
    ...(remedy === undefined ? {} : { remedy }),
    // A fault says nothing of single items; the request as a whole was not understood.
    ...(isFault && action === 'write' && code === 'item-refused' ? { scope: 'item' } : {}),
    ...(waits.has(code) ? { retryAfterMs: backOffMs } : {}),
  });
}

/** Where a time to wait counts that the server tells. */
const waits: ReadonlySet<ErrorCode> = new Set(['throttled', 'too-many-connections', 'server-busy']);

function codeOf({ responseCode, isFault }: Refusal, action: AskedAction): ErrorCode {
  const known = meanings.get(responseCode);
  // One item's content: of whole requests the server's trouble is another.
  if (known === 'item-refused') return isOfItem(action) ? otherwise[action] : 'command-refused';
  // Said of one item among others it is that item's as well.
  if (known === 'command-refused' && isOfItem(action) && !isFault) return otherwise[action];
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

/** The server's trouble of the moment: nothing is said of what it was asked for. */
export function isPassing({ code }: ConnectorError): boolean {
  return waits.has(code);
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
    // Microsoft's own: the session of a balancer ran out; the account is locked (page "Handling throttling").
    case 440:
      return errorOf('server-busy', facts);
    case 456:
      return errorOf('account-blocked', facts);
    case 507:
      return errorOf('quota-exceeded', facts);
    default:
      return status >= 500 ? errorOf('server-busy', facts) : errorOf('command-refused', facts);
  }
}
