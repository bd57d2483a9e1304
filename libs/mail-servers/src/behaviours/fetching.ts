import type { Answer, ImapBehaviour } from '../server/behaviour.ts';
import type { StoredMessage } from '../store/stored-message.ts';

/** A message that is meant, by its bytes. */
export type MessageChoice = (message: Pick<StoredMessage, 'body'>) => boolean;

/** Messages whose header holds this text. */
export function markedWith(text: string): MessageChoice {
  return ({ body }) => body.header().includes(text);
}

/** FETCH of a body says nothing of these messages, and OK at its end. */
export function omitBodiesOf(isMeant: MessageChoice): ImapBehaviour {
  return {
    onFetch: (message, { asksBody }) => (asksBody && isMeant(message) ? 'omit' : undefined),
  };
}

/** FETCH gives NIL for the bodies of these messages. */
export function giveNilFor(isMeant: MessageChoice): ImapBehaviour {
  return {
    onFetch: (message, { asksBody }) => (asksBody && isMeant(message) ? 'nil-body' : undefined),
  };
}

/** FETCH of a body ends with that answer when it comes to one of these messages. */
export function refuseBodiesOf(isMeant: MessageChoice, answer: Answer): ImapBehaviour {
  return {
    onFetch: (message, { asksBody }) => (asksBody && isMeant(message) ? answer : undefined),
  };
}

/** FETCH tells the newest message first. */
export function fetchBackwards(): ImapBehaviour {
  return { fetchesBackwards: true };
}

/** RFC822.SIZE is what `lie` makes of the true size; undefined: it is not told. */
export function tellSizes(lie: (size: number) => number | undefined): ImapBehaviour {
  return {
    rewriteLine: (line) =>
      line.replace(/ ?RFC822\.SIZE (\d+)/, (all, size: string) => {
        const told = lie(Number(size));
        return told === undefined ? '' : all.replace(size, String(told));
      }),
  };
}
