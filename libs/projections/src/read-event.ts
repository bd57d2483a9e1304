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
