import type { EventStoreDBClient } from '@eventstore/db-client';
import {
  type AppendResult,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  StoreUnavailable,
  type SubscribeOptions,
  type SubscriptionMessage,
  checkStreamName,
  prepareAppend,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { AppendQueue } from './append-queue.ts';
import { wordsOf } from './errors.ts';
import { followAll } from './follow-all.ts';
import { readLast, readStream } from './read-stream.ts';
import { releaseClient, takeClient } from './shared-client.ts';

export interface EventStoreDbSettings {
  /** `esdb://[user:password@]host:port[?tls=false&…]` (https://developers.eventstore.com/clients/grpc/getting-started). */
  readonly url: string;
  readonly clock: Clock;
}

/** The log on an EventStoreDB or KurrentDB. */
export class EventStoreDbEventStore extends EventStore {
  readonly #client: EventStoreDBClient;
  readonly #settings: EventStoreDbSettings;
  readonly #appends: AppendQueue;
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  private constructor(client: EventStoreDBClient, settings: EventStoreDbSettings) {
    super();
    this.#client = client;
    this.#settings = settings;
    this.#appends = new AppendQueue(client, settings.clock);
  }

  /** @throws StoreUnavailable the server does not answer, or refuses who asks */
  static async open(settings: EventStoreDbSettings): Promise<EventStoreDbEventStore> {
    try {
      return new EventStoreDbEventStore(await takeClient(settings.url), settings);
    } catch (error) {
      throw new StoreUnavailable(wordsOf(error));
    }
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.#refuseWhenClosing();
    const prepared = prepareAppend({ stream, events, expected });
    if (prepared.length === 0) {
      return { revision: expected === 'no-stream' ? -1 : expected, position: 0n };
    }
    return this.#appends.append({ stream, events: prepared, expected });
  }

  override async *readStream(
    stream: string,
    options: { readonly from?: number } = {},
  ): AsyncIterable<RecordedEvent> {
    checkStreamName(stream);
    this.#refuseWhenClosing();
    yield* readStream(this.#reading(stream), options.from ?? 0);
  }

  override async readLast(stream: string): Promise<RecordedEvent | undefined> {
    checkStreamName(stream);
    this.#refuseWhenClosing();
    return readLast(this.#reading(stream));
  }

  /** Reads the whole log on the server's side: for starts and tools, not for work. */
  override async listStreams(prefix: string): Promise<readonly string[]> {
    const names = new Set<string>();
    const { signal } = new AbortController();
    const prefixes = prefix === '' ? {} : { streamPrefixes: [prefix] };
    for await (const message of this.subscribeToAll({ ...prefixes, signal })) {
      if (message.kind === 'caught-up') break;
      names.add(message.event.stream);
    }
    return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    this.#refuseWhenClosing();
    if (options.signal.aborted) return;
    const { signal } = options;
    // The server would take an empty list for a filter that lets nothing through, and a client that waits for it never hears.
    if (options.streamPrefixes?.length === 0) {
      yield { kind: 'caught-up' };
      await this.#untilAborted(signal);
    } else {
      yield* followAll({
        client: this.#client,
        clock: this.#settings.clock,
        after: options.after,
        prefixes: options.streamPrefixes,
        signal: AbortSignal.any([signal, this.#closed.signal]),
      });
    }
    if (!signal.aborted) this.#refuseWhenClosing();
  }

  override async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    // Only what was accepted may still send; whoever reads or follows ends now.
    queueMicrotask(() => this.#closed.abort());
    await this.#appends.idle();
    await releaseClient(this.#settings.url);
  }

  #reading(stream: string) {
    const { clock } = this.#settings;
    return { client: this.#client, clock, stream, signal: this.#closed.signal };
  }

  async #untilAborted(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#closed.signal]);
    if (either.aborted) return;
    await new Promise<void>((resolve) => {
      either.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #refuseWhenClosing(): void {
    if (this.#closing !== undefined) throw new StoreUnavailable('the event store is closed');
  }
}
