import { assert } from '@mailhaul/kernel';
import type { JsonObject, NewEvent, RecordedEvent } from './ports/event-store.ts';
import type { Sealer } from './ports/sealer.ts';

/** An event as the domain speaks of it: plain JSON values; what is personal stands in `sealed` and nowhere else. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
  /** Absent where an event has no personal part, undefined also where its key was destroyed. */
  readonly sealed?: object | undefined;
}

/** Lifts an event by one version; `sealed` is undefined where its key was destroyed. */
export type Upcaster = (event: UpcastEvent) => UpcastEvent;

export interface UpcastEvent {
  readonly data: JsonObject;
  readonly sealed: JsonObject | undefined;
}

/** By event type, oldest first: the first lifts version 1 to 2. An event's present version is their number + 1. */
export interface Upcasters {
  readonly [type: string]: readonly Upcaster[];
}

export interface EventCodec {
  readonly sealer: Sealer;
  readonly upcasters: Upcasters;
}

/** Where an event goes and whence it came. */
export interface EventPlace {
  readonly stream: string;
  readonly id: string;
  readonly commandId?: string;
  readonly correlationId?: string;
}

/** An event of a version that only a later release knows. */
export class UnknownEventVersion extends Error {
  override readonly name = 'UnknownEventVersion';
}

/** The event as it is stored: the personal part as one string, bound to its stream and id; `metadata.v` only from 2 on. */
export function encodeEvent(event: DomainEvent, place: EventPlace, codec: EventCodec): NewEvent {
  assert(!('sealed' in event.data), 'an event’s data has no field named sealed');
  const { id, stream, commandId, correlationId } = place;
  const version = upcastersOf(codec, event.type).length + 1;
  const sealed =
    event.sealed === undefined
      ? {}
      : { sealed: codec.sealer.seal(JSON.stringify(event.sealed), contextOf(stream, id)) };
  const metadata = {
    ...(version === 1 ? {} : { v: version }),
    ...(commandId === undefined ? {} : { commandId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
  return {
    id,
    type: event.type,
    // The store checks each value before it takes it.
    data: { ...(event.data as JsonObject), ...sealed },
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

/**
 * The event as the domain of today knows it.
 * @throws {UnknownEventVersion} a later release wrote it. @throws when its personal part was altered.
 */
export function decodeEvent<E extends DomainEvent>(recorded: RecordedEvent, codec: EventCodec): E {
  const { type } = recorded;
  const upcasters = upcastersOf(codec, type);
  const { v: version = 1 } = recorded.metadata;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    throw new UnknownEventVersion(`event ${type} ${recorded.id} has no readable version`);
  }
  if (version > upcasters.length + 1) {
    throw new UnknownEventVersion(
      `event ${type} has version ${version}, known is ${upcasters.length + 1}`,
    );
  }
  let event = opened(recorded, codec.sealer);
  for (const upcast of upcasters.slice(version - 1)) event = upcast(event);
  const { data, sealed } = event;
  return (sealed === undefined ? { type, data } : { type, data, sealed }) as DomainEvent as E;
}

function opened(recorded: RecordedEvent, sealer: Sealer): UpcastEvent {
  const { sealed, ...data } = recorded.data;
  if (typeof sealed !== 'string') return { data: recorded.data, sealed: undefined };
  const plain = sealer.open(sealed, contextOf(recorded.stream, recorded.id));
  return { data, sealed: plain === undefined ? undefined : (JSON.parse(plain) as JsonObject) };
}

function contextOf(stream: string, id: string): string {
  return `${stream}|${id}`;
}

function upcastersOf(codec: EventCodec, type: string): readonly Upcaster[] {
  return Object.hasOwn(codec.upcasters, type) ? (codec.upcasters[type] ?? []) : [];
}
