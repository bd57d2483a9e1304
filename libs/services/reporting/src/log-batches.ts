import type { EventStore, LogPosition, RecordedEvent } from '@mailhaul/application';

export interface LogBatch {
  /** May be empty: nothing of the prefixes, and everything there is was looked at. */
  readonly events: readonly RecordedEvent[];
  /** At its end nothing more was in the log when it was last looked at. */
  readonly isCaughtUp: boolean;
}

/** Events in one batch at most. */
export const batchEventsMax = 500;
/** Events read ahead of whoever takes the batches. */
const aheadMax = 4 * batchEventsMax;
/** Characters of what is read ahead, roughly. */
const aheadCharactersMax = 32_000_000;

/** The log behind a position, in batches of whatever is there: small while little happens, large while much does. */
export async function* logBatches(
  store: EventStore,
  options: {
    readonly after: LogPosition | undefined;
    readonly streamPrefixes: readonly string[];
    readonly signal: AbortSignal;
  },
): AsyncGenerator<LogBatch, void> {
  const { after, streamPrefixes, signal } = options;
  const waiting: RecordedEvent[] = [];
  let characters = 0;
  let isCaughtUp = false;
  let end: { readonly error?: unknown } | undefined;
  let wakeReader = () => {};
  let wakeTaker = () => {};
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const read = async () => {
    const from = after === undefined ? {} : { after };
    const messages = store.subscribeToAll({ ...from, streamPrefixes, signal: both });
    for await (const message of messages) {
      if (message.kind === 'event') {
        waiting.push(message.event);
        characters += lengthOf(message.event);
      }
      isCaughtUp = message.kind === 'caught-up';
      wakeTaker();
      const isFull = () => waiting.length >= aheadMax || characters >= aheadCharactersMax;
      while (isFull() && !both.aborted) {
        await new Promise<void>((resolve) => (wakeReader = resolve));
      }
      if (both.aborted) break;
    }
  };
  const reading = read().then(
    () => (end = {}),
    (error: unknown) => (end = { error }),
  );
  void reading.then(() => wakeTaker());
  const onAbort = () => {
    wakeReader();
    wakeTaker();
  };
  both.addEventListener('abort', onAbort, { once: true });
  try {
    for (let wasCaughtUp = false; !signal.aborted;) {
      if (waiting.length === 0 && (!isCaughtUp || wasCaughtUp)) {
        if (end !== undefined) {
          if ('error' in end) throw end.error;
          return;
        }
        await new Promise<void>((resolve) => (wakeTaker = resolve));
        continue;
      }
      const events = waiting.splice(0, batchEventsMax);
      for (const event of events) characters -= lengthOf(event);
      wakeReader();
      wasCaughtUp = isCaughtUp && waiting.length === 0;
      yield { events, isCaughtUp: wasCaughtUp };
    }
  } finally {
    stop.abort();
    await reading;
  }
}

/** What is long in events are texts at the top: packed columns and sealed parts. */
function lengthOf({ data }: RecordedEvent): number {
  let length = 100;
  for (const value of Object.values(data)) if (typeof value === 'string') length += value.length;
  return length;
}
