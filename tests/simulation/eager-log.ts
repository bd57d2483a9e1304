import {
  type AppendResult,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

const eagerEvery = 20;
const believedMs = 2_000;

/** A log that says every few events that this is all there is. */
export class EagerLog extends EventStore {
  readonly #log: EventStore;
  readonly #clock: Clock;

  constructor(log: EventStore, clock: Clock) {
    super();
    this.#log = log;
    this.#clock = clock;
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    let count = 0;
    for await (const message of this.#log.subscribeToAll(options)) {
      yield message;
      count += 1;
      if (count % eagerEvery !== 0) continue;
      yield { kind: 'caught-up' };
      // Whoever hears it has the time to believe it before more comes.
      await this.#clock.sleep(believedMs);
    }
  }

  override append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    return this.#log.append(stream, events, expected);
  }

  override readStream(
    stream: string,
    options?: { readonly from?: number },
  ): AsyncIterable<RecordedEvent> {
    return this.#log.readStream(stream, options);
  }

  override readLast(stream: string): Promise<RecordedEvent | undefined> {
    return this.#log.readLast(stream);
  }

  override listStreams(prefix: string): Promise<readonly string[]> {
    return this.#log.listStreams(prefix);
  }

  override close(): Promise<void> {
    return this.#log.close();
  }
}
