/** What an event carries into the store. `data` must survive JSON unchanged; bodies and secrets never go in. */
export interface NewEvent {
  /** A UUID, never all zeros: the store answers a repeat of the same ids at the same place with success. */
  readonly id: string;
  /** Not empty. */
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata?: JsonObject;
}

export type JsonObject = { readonly [key: string]: JsonValue };
export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

export interface RecordedEvent {
  readonly stream: string;
  /** Place in the stream; the first is 0. */
  readonly revision: number;
  /** Place in the whole log: grows strictly, with gaps. */
  readonly position: LogPosition;
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  /** When the store took it, milliseconds since 1970. */
  readonly recordedAtMs: number;
}

export type LogPosition = bigint;

/** The revision of the stream's last event, or that there is none yet. 'any' is not offered: it breaks idempotence. */
export type ExpectedRevision = number | 'no-stream';

export interface AppendResult {
  /** Revision and position of the last event of this append, also when it is answered as a repeat. */
  readonly revision: number;
  readonly position: LogPosition;
}

export interface SubscribeOptions {
  /** Exclusive; absent: from the first event. */
  readonly after?: LogPosition;
  /** Only streams whose name starts with one of these; absent: all. */
  readonly streamPrefixes?: readonly string[];
  readonly signal: AbortSignal;
}

export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** Everything that was in the log when the subscription last looked has been given. */
  | { readonly kind: 'caught-up' };

/** Limits every adapter keeps, those of a default EventStoreDB (1 MiB an append, counted on data + metadata as JSON). */
export const appendBytesMax = 1_000_000;
export const appendEventsMax = 20_000;

/**
 * The log of everything that happened. Streams are appended to at an expected revision and read in order; the
 * whole log is followed from a position. Adapters: sqlite, memory, later EventStoreDB; one conformance suite.
 */
export abstract class EventStore {
  /**
   * Appends all events or none; resolves once they are durable. No events: success, no stream made.
   * A repeat of the same ids at the same place succeeds and writes nothing; payloads are not compared.
   * @throws {WrongExpectedRevision} the stream is elsewhere, or part of the ids stand elsewhere in it.
   * @throws {InvalidEvent} an id, type, size or data that a store would refuse; nothing was sent.
   * @throws {OutcomeUnknown} no answer: the same ids at the same revision may be sent again.
   * @throws {StoreUnavailable} certainly not written (disk full, store closed).
   */
  abstract append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult>;

  /** Ascending from `from` (inclusive, default 0) to the end as of the call. A missing stream gives nothing. */
  abstract readStream(
    stream: string,
    options?: { readonly from?: number },
  ): AsyncIterable<RecordedEvent>;

  /** The newest event of that stream, as durable now; undefined where the stream has none. */
  abstract readLast(stream: string): Promise<RecordedEvent | undefined>;

  /** Names of streams that start with `prefix`, ascending. */
  abstract listStreams(prefix: string): Promise<readonly string[]>;

  /** History after a position, then live, without gap or repeat; ends when the signal aborts. */
  abstract subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /** Finishes what was accepted, then refuses everything. */
  abstract close(): Promise<void>;
}

export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly actual: ExpectedRevision;
  constructor(place: { stream: string; expected: ExpectedRevision; actual: ExpectedRevision }) {
    super(`stream ${place.stream} is at ${place.actual}, not at ${place.expected}`);
    this.stream = place.stream;
    this.expected = place.expected;
    this.actual = place.actual;
  }
}

export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
