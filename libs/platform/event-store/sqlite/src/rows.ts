import type { JsonObject, PreparedEvent, RecordedEvent } from '@mailhaul/application';
import type { Row } from './messages.ts';

/** A checked append on its way; `next` is the revision that its first event is to get. */
export interface PreparedAppend {
  readonly stream: string;
  readonly next: number;
  readonly prepared: readonly PreparedEvent[];
}

/** What was appended, as a page of the file would give it. */
export function rowsOf(
  append: PreparedAppend,
  written: { readonly atMs: number; readonly lastPosition: number },
): readonly Row[] {
  const { stream, next, prepared } = append;
  const first = written.lastPosition - prepared.length + 1;
  return prepared.map((event, i) => ({
    ...event,
    stream,
    position: first + i,
    revision: next + i,
    atMs: written.atMs,
  }));
}

/** A row as the port gives it. */
export function recordedEvent(row: Row): RecordedEvent {
  return {
    stream: row.stream,
    revision: row.revision,
    position: BigInt(row.position),
    id: row.id,
    type: row.type,
    data: JSON.parse(row.data) as JsonObject,
    metadata: row.metadata === '' ? {} : (JSON.parse(row.metadata) as JsonObject),
    recordedAtMs: row.atMs,
  };
}
