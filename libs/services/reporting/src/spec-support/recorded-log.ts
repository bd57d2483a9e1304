import {
  EventStore,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '@mailhaul/application';

/** Events that are there already, and more of them when `show` says so. */
export class RecordedLog extends EventStore {
  readonly #events: readonly RecordedEvent[];
  #shown = 0;

  constructor(events: readonly RecordedEvent[]) {
    super();
    this.#events = events;
  }

  show(count: number): void {
    this.#shown = count;
  }

  override async *subscribeToAll({
    after = -1n,
    streamPrefixes = [''],
    signal,
  }: SubscribeOptions): AsyncGenerator<SubscriptionMessage> {
    for (const event of this.#events.slice(0, this.#shown)) {
      const isAsked = streamPrefixes.some((prefix) => event.stream.startsWith(prefix));
      if (event.position > after && isAsked) yield { kind: 'event', event };
    }
    yield { kind: 'caught-up' };
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  override append(): Promise<never> {
    throw new Error('nothing is appended here');
  }

  override readStream(): AsyncIterable<RecordedEvent> {
    throw new Error('nothing is read here');
  }

  override readLast(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  override listStreams(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** All that a store has. */
export async function recordedEvents(store: EventStore): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const message of store.subscribeToAll({ signal: AbortSignal.timeout(10_000) })) {
    if (message.kind === 'caught-up') break;
    events.push(message.event);
  }
  return events;
}
