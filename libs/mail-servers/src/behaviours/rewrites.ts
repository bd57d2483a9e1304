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

/** A message of equal bytes and date that is in the folder or the batch already is not stored again: its uid is answered. */
export function mergeTwins(): ImapBehaviour {
  return {
    onIncoming: (message, folder, batch) => {
      const isTwin = (other: IncomingMessage) =>
        other.internalDate.epochSeconds === message.internalDate.epochSeconds &&
        other.body.equals(message.body);
      const into = folder.messages.find(isTwin) ?? batch.find(isTwin);
      return into === undefined ? undefined : { kind: 'merge', into };
    },
  };
}

/** APPEND of several messages stores each as soon as it is here: what is cut off midway stays in part. */
export function storeOneByOne(): ImapBehaviour {
  return { storesOneByOne: true };
}
