import {
  type ExpectedRevision,
  InvalidEvent,
  type NewEvent,
  appendBytesMax,
  appendEventsMax,
} from './event-store.ts';

/** An event as adapters store it: checked, and turned into JSON once. */
export interface PreparedEvent {
  /** Lower case. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
  /** Empty where the event has none. */
  readonly metadata: string;
}

/** What a caller asks to append, as it came. */
export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

export const streamNameLengthMax = 500;
export const typeNameLengthMax = 200;
export const jsonDepthMax = 64;

/**
 * Checks what every store would refuse, or would answer with something worse than a refusal, before anything is sent.
 * @throws {InvalidEvent} with one sentence that says what is wrong; it repeats no data.
 */
export function prepareAppend(request: AppendRequest): readonly PreparedEvent[] {
  checkStreamName(request.stream);
  checkExpected(request.expected);
  if (request.events.length > appendEventsMax) {
    throw new InvalidEvent(
      `an append takes at most ${appendEventsMax} events, not ${request.events.length}`,
    );
  }
  let bytes = 0;
  return request.events.map((event) => {
    const prepared = prepareEvent(event);
    bytes += Buffer.byteLength(prepared.data) + Buffer.byteLength(prepared.metadata);
    if (bytes > appendBytesMax) {
      throw new InvalidEvent(
        `an append takes at most ${appendBytesMax} bytes of data and metadata`,
      );
    }
    return prepared;
  });
}

/** @throws {InvalidEvent} a name that some store cannot keep: empty, long, `$…`, control characters, half a surrogate. */
export function checkStreamName(stream: string): void {
  const isGood =
    typeof stream === 'string' &&
    stream.length > 0 &&
    stream.length <= streamNameLengthMax &&
    !stream.startsWith('$') &&
    isPlainText(stream);
  if (!isGood)
    throw new InvalidEvent('the stream name is empty, too long, or holds forbidden characters');
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const zeroUuid = '00000000-0000-0000-0000-000000000000';
const controlCharacter = /\p{Cc}/u;

function isPlainText(text: string): boolean {
  return text.isWellFormed() && !controlCharacter.test(text);
}

function checkExpected(expected: ExpectedRevision): void {
  if (expected === 'no-stream') return;
  if (!Number.isSafeInteger(expected) || expected < 0) {
    throw new InvalidEvent("an expected revision is 'no-stream' or a whole number from 0");
  }
}

function prepareEvent(event: NewEvent): PreparedEvent {
  if (typeof event.id !== 'string' || !uuidShape.test(event.id) || event.id === zeroUuid) {
    throw new InvalidEvent('an event id is a UUID, and not the one of all zeros');
  }
  const { type } = event;
  if (
    typeof type !== 'string' ||
    type === '' ||
    type.length > typeNameLengthMax ||
    !isPlainText(type)
  ) {
    throw new InvalidEvent('the event type is empty, too long, or holds forbidden characters');
  }
  return {
    id: event.id.toLowerCase(),
    type,
    data: jsonObjectText(event.data, 'data'),
    metadata: event.metadata === undefined ? '' : jsonObjectText(event.metadata, 'metadata'),
  };
}

function jsonObjectText(value: unknown, part: string): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || !survivesJson(value)) {
    throw new InvalidEvent(
      `${part} is not a JSON object of plain values, at most ${jsonDepthMax} levels deep`,
    );
  }
  return JSON.stringify(value);
}

/** True when JSON gives back an equal value: no undefined, NaN, bigint, hole, class instance, toJSON or cycle. */
export function survivesJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      if (depth >= jsonDepthMax) return false;
      return Array.isArray(value)
        ? arraySurvives(value, depth + 1)
        : recordSurvives(value, depth + 1);
    default:
      return false;
  }
}

function arraySurvives(list: readonly unknown[], depth: number): boolean {
  for (const entry of list) {
    if (!survivesJson(entry, depth)) return false;
  }
  return true;
}

function recordSurvives(record: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (Object.getOwnPropertySymbols(record).length > 0) return false;
  for (const key of Object.keys(record)) {
    if (!survivesJson((record as Record<string, unknown>)[key], depth)) return false;
  }
  return true;
}
