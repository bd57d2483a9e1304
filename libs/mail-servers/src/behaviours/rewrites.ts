import type { ImapBehaviour } from '../server/behaviour.ts';
import { MessageBody } from '../store/message-body.ts';
import type { IncomingMessage, InternalDate } from '../store/stored-message.ts';

/** APPEND stores what `rewrite` makes of a message. */
export function rewriteMessages(
  rewrite: (message: IncomingMessage) => IncomingMessage,
): ImapBehaviour {
  return { onIncoming: (message) => ({ kind: 'store', message: rewrite(message) }) };
}

/** Every message stored by APPEND gets this header field on top, as gateways and filters do. */
export function addHeader(field = 'X-Received-By: mailhaul-test'): ImapBehaviour {
  const line = Buffer.from(`${field}\r\n`, 'utf8');
  return rewriteMessages((message) => ({
    ...message,
    body: new MessageBody([line, ...message.body.chunks]),
  }));
}

/** APPEND stores another date than the one given. */
export function changeInternalDate(change: (date: InternalDate) => InternalDate): ImapBehaviour {
  return rewriteMessages((message) => ({ ...message, internalDate: change(message.internalDate) }));
}

/** A message of equal bytes, date and flags that is in the folder already is not stored again: its uid is answered. */
export function mergeTwins(): ImapBehaviour {
  return {
    onIncoming: (message, folder) => {
      const twin = folder.messages.find((stored) => isTwin(stored, message));
      return twin === undefined ? undefined : { kind: 'merge', into: twin };
    },
  };
}

/** APPEND of several messages stores each as soon as it is here: what is cut off midway stays in part. */
export function storeOneByOne(): ImapBehaviour {
  return { storesOneByOne: true };
}

function isTwin(a: IncomingMessage, b: IncomingMessage): boolean {
  return (
    a.internalDate.epochSeconds === b.internalDate.epochSeconds &&
    a.body.equals(b.body) &&
    [...a.flags].sort().join(' ') === [...b.flags].sort().join(' ')
  );
}
