import {
  type AppendResult,
  EventStore,
  type ExpectedRevision,
  type JsonObject,
  type NewEvent,
  type PreparedEvent,
  type RecordedEvent,
  StoreUnavailable,
  type SubscribeOptions,
  type SubscriptionMessage,
  WrongExpectedRevision,
  checkStreamName,
  prepareAppend,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

export interface MemoryEventStoreSettings {
  /** Stamps `recordedAtMs`; the store waits for nothing else. */
  readonly clock: Pick<Clock, 'wallMs'>;
}

/** The log in this process's memory, for simulation and specs. Everything happens in the call or in a microtask after it. */
export class MemoryEventStore extends EventStore {
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #log: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(settings: MemoryEventStoreSettings) {
    super();
    this.#clock = settings.clock;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async turns what is thrown into a rejection
  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.#refuseWhenClosed();
    const prepared = prepareAppend({ stream, events, expected });
    const next = expected === 'no-stream' ? 0 : expected + 1;
    if (prepared.length === 0) return { revision: next - 1, position: 0n };
    const place = this.#streams.get(stream) ?? [];
    if (next === place.length) return this.#write(stream, prepared);
    const last = next < place.length ? lastOfRepeat(place, prepared, next) : undefined;
    if (last !== undefined) return { revision: last.revision, position: last.position };
    const actual = place.length === 0 ? 'no-stream' : place.length - 1;
    throw new WrongExpectedRevision({ stream, expected, actual });
  }

  override async *readStream(
    stream: string,
    options: { readonly from?: number } = {},
  ): AsyncIterable<RecordedEvent> {
    this.#refuseWhenClosed();
    checkStreamName(stream);
    const place = this.#streams.get(stream) ?? [];
    const end = place.length;
    for (let i = options.from ?? 0; i < end; i += 1) {
      const event = place[i];
      if (event !== undefined) yield await Promise.resolve(event);
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async turns what is thrown into a rejection
  override async readLast(stream: string): Promise<RecordedEvent | undefined> {
    this.#refuseWhenClosed();
    checkStreamName(stream);
    return this.#streams.get(stream)?.at(-1);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async turns what is thrown into a rejection
  override async listStreams(prefix: string): Promise<readonly string[]> {
    this.#refuseWhenClosed();
    return [...this.#streams.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const { signal, streamPrefixes } = options;
    let next = Number(options.after ?? 0n);
    let isNewsOwed = true;
    while (!signal.aborted) {
      this.#refuseWhenClosed();
      const event = this.#log[next];
      if (event === undefined) {
        if (isNewsOwed) yield { kind: 'caught-up' };
        isNewsOwed = false;
        if (this.#log.length <= next) await this.#change(signal);
        continue;
      }
      next += 1;
      if (streamPrefixes?.some((prefix) => event.stream.startsWith(prefix)) ?? true) {
        isNewsOwed = true;
        yield { kind: 'event', event };
      }
    }
  }

  override close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    return Promise.resolve();
  }

  #write(stream: string, prepared: readonly PreparedEvent[]): AppendResult {
    const place = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, place);
    for (const event of prepared) {
      const recorded: RecordedEvent = Object.freeze({
        stream,
        revision: place.length,
        position: BigInt(this.#log.length + 1),
        id: event.id,
        type: event.type,
        data: JSON.parse(event.data) as JsonObject,
        metadata: event.metadata === '' ? {} : (JSON.parse(event.metadata) as JsonObject),
        recordedAtMs: this.#clock.wallMs(),
      });
      place.push(recorded);
      this.#log.push(recorded);
    }
    this.#wake();
    return { revision: place.length - 1, position: BigInt(this.#log.length) };
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new StoreUnavailable('the event store is closed');
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Resolves with the next append, close or abort. */
  #change(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#isClosed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    return promise;
  }
}

/** The last of the events that repeat what stands from `next` on, or undefined where any of them differs. */
function lastOfRepeat(
  place: readonly RecordedEvent[],
  prepared: readonly PreparedEvent[],
  next: number,
): RecordedEvent | undefined {
  const isRepeat = prepared.every((event, i) => place[next + i]?.id === event.id);
  return isRepeat ? place[next + prepared.length - 1] : undefined;
}
