import type { JsonObject, LogPosition } from '@mailhaul/application';

/** An event of the log, opened, as projections see it. */
export interface ReadEvent {
  readonly category: string;
  readonly tenant: string;
  /** What stands behind the tenant in the stream's name. */
  readonly streamId: string;
  readonly type: string;
  readonly data: JsonObject;
  /** Undefined: it has none, or its tenant's key was destroyed. */
  readonly sealed: JsonObject | undefined;
  readonly id: string;
  readonly revision: number;
  readonly position: LogPosition;
  readonly recordedAtMs: number;
}

/** An event of a type that only a later release knows. Names nothing of what it holds. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
}

/** Ends a switch over all types of events that there are. */
export function unknownEvent(event: never): never {
  throw new UnknownEventType(`events of type ${(event as { type: string }).type} are not known`);
}
