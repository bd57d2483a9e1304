import type { AllStreamRecordedEvent, RecordedEvent as ClientRecord } from '@eventstore/db-client';
import type { JsonObject, RecordedEvent } from '@mailhaul/application';

/**
 * As the port gives it. An event that somebody else wrote may hold anything: what is no JSON object is shown as an empty one, and
 * the fold that meets it says that it cannot be read.
 */
export function recordedEvent(record: ClientRecord | AllStreamRecordedEvent): RecordedEvent {
  return {
    stream: record.streamId,
    revision: Number(record.revision),
    position: record.position?.commit ?? 0n,
    id: record.id,
    type: record.type,
    data: objectOf(record.data),
    metadata: objectOf(record.metadata),
    recordedAtMs: record.created.getTime(),
  };
}

function objectOf(value: unknown): JsonObject {
  const isObject =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array);
  return isObject ? (value as JsonObject) : {};
}
