import type { Answer, CommandContext, ImapBehaviour } from '../server/behaviour.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import { parseSequenceSet } from '../wire/sequence-set.ts';

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

/** UID FETCH that names more messages is answered so, and gives nothing. */
export function refuseLongFetch(messagesMax: number, answer: Answer): ImapBehaviour {
  return {
    beforeCommand: (context) => (namedCount(context) > messagesMax ? answer : undefined),
  };
}

/** UID FETCH that names more messages ends the connection with that BYE, and gives nothing. */
export function endLongFetch(messagesMax: number, bye: string): ImapBehaviour {
  return {
    beforeCommand: (context) =>
      namedCount(context) > messagesMax ? { close: 'end', bye } : undefined,
  };
}

/** UID FETCH tells of so many messages, and says OK as if there were no more. */
export function cutLongFetch(messagesMax: number): ImapBehaviour {
  const toldCounts = new WeakMap<CommandContext, number>();
  return {
    onFetch: (_, { context }) => {
      const told = (toldCounts.get(context) ?? 0) + 1;
      toldCounts.set(context, told);
      return told > messagesMax ? 'omit' : undefined;
    },
  };
}

function namedCount({ name, line, selected }: CommandContext): number {
  const set = name === 'UID FETCH' ? / FETCH (\S+)/i.exec(line)?.[1] : undefined;
  const messages = selected?.messages ?? [];
  const ranges = parseSequenceSet(set ?? '', messages.at(-1)?.uid ?? 0) ?? [];
  return messages.filter(({ uid }) => ranges.some(([from, to]) => uid >= from && uid <= to)).length;
}
