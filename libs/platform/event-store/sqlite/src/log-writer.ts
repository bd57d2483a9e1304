import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Answer, AppendMessage, AppendOutcome } from './messages.ts';
import type { Names } from './names.ts';
import { failureOf, failureOfCommit } from './refusal.ts';

/** Streams whose last revision is held in memory; past it the cache starts anew. */
export const cachedRevisionsMax = 50_000;

const fieldsPerEvent = 4;

/** The only writer of the log: many appends, one transaction, one fsync. */
export class LogWriter {
  readonly #db: DatabaseSync;
  readonly #streams: Names;
  readonly #types: Names;
  readonly #insert: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #idsFrom: StatementSync;
  readonly #revisions = new Map<number, number>();
  #lastPosition: number;
  /** Why nothing is written any more: after a commit of unknown outcome memory and file may differ. */
  #brokenBy: string | undefined;

  constructor(db: DatabaseSync, names: { readonly streams: Names; readonly types: Names }) {
    this.#db = db;
    this.#streams = names.streams;
    this.#types = names.types;
    this.#insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#lastRevision = db.prepare('SELECT max(revision) AS last FROM events WHERE stream = ?');
    this.#idsFrom = db.prepare(
      'SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    );
    this.#lastPosition = this.#readLastPosition();
  }

  /** The last event that is durable. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  /** Each append whole or not at all; every answer is true only because the transaction was committed. */
  appendAll(appends: readonly AppendMessage[]): readonly Answer[] {
    if (this.#brokenBy !== undefined) {
      return refuseAll(appends, { kind: 'unavailable', detail: this.#brokenBy });
    }
    const before = this.#lastPosition;
    let answers: readonly Answer[];
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      answers = appends.map((append) => ({ seq: append.seq, value: this.#append(append) }));
    } catch (error) {
      this.#rollBack(before);
      return refuseAll(appends, failureOf(error));
    }
    try {
      this.#db.exec('COMMIT');
      return answers;
    } catch (error) {
      this.#rollBack(before);
      const failure = failureOfCommit(error);
      if (failure.kind === 'outcome-unknown') this.#brokenBy = failure.detail;
      return refuseAll(appends, failure);
    }
  }

  #append(append: AppendMessage): AppendOutcome {
    const { next, fields } = append;
    const count = fields.length / fieldsPerEvent;
    const known = this.#streams.find(append.stream);
    const last = known === undefined ? -1 : this.#lastRevisionOf(known);
    if (next === last + 1) {
      this.#write(append, known ?? this.#streams.findOrAdd(append.stream));
      return {
        kind: 'appended',
        revision: last + count,
        position: this.#lastPosition,
        isRepeat: false,
      };
    }
    const position = known === undefined || next > last ? undefined : this.#repeatOf(append, known);
    if (position === undefined) return { kind: 'conflict', actual: last };
    return { kind: 'appended', revision: next + count - 1, position, isRepeat: true };
  }

  #write(append: AppendMessage, stream: number): void {
    const { fields, atMs } = append;
    let revision = append.next;
    for (let i = 0; i < fields.length; i += fieldsPerEvent) {
      const id = idBytes(fields[i] ?? '');
      const data = fields[i + 2] ?? '';
      const metadata = fields[i + 3] ?? '';
      const position = this.#lastPosition + 1;
      const type = this.#types.findOrAdd(fields[i + 1] ?? '');
      const sum = checksumOf(id, data, metadata);
      this.#insert.run(
        position,
        stream,
        revision,
        type,
        atMs,
        sum,
        id,
        metadata === '' ? null : metadata,
        data,
      );
      this.#lastPosition = position;
      revision += 1;
    }
    if (this.#revisions.size >= cachedRevisionsMax) this.#revisions.clear();
    this.#revisions.set(stream, revision - 1);
  }

  /** Position of the last event where the same ids stand at the same place. */
  #repeatOf(append: AppendMessage, stream: number): number | undefined {
    const { fields } = append;
    const count = fields.length / fieldsPerEvent;
    const rows = this.#idsFrom.all(stream, append.next, count);
    if (rows.length < count) return undefined;
    const isRepeat = rows.every(
      (row, i) =>
        Buffer.compare(row['id'] as Uint8Array, idBytes(fields[i * fieldsPerEvent] ?? '')) === 0,
    );
    return isRepeat ? Number(rows.at(-1)?.['position']) : undefined;
  }

  #lastRevisionOf(stream: number): number {
    const cached = this.#revisions.get(stream);
    if (cached !== undefined) return cached;
    const last = this.#lastRevision.get(stream)?.['last'];
    return typeof last === 'number' ? last : -1;
  }

  #rollBack(lastPosition: number): void {
    this.#revisions.clear();
    this.#streams.forget();
    this.#types.forget();
    this.#lastPosition = lastPosition;
    // SQLite rolls back by itself after some errors, a full disk among them.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  #readLastPosition(): number {
    const last = this.#db.prepare('SELECT max(position) AS last FROM events').get()?.['last'];
    return typeof last === 'number' ? last : 0;
  }
}

export function checksumOf(id: Uint8Array, data: string, metadata: string): number {
  // As a signed number it takes four bytes on disk, not six.
  return crc32(metadata, crc32(data, crc32(id))) | 0;
}

function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function refuseAll(
  appends: readonly AppendMessage[],
  failure: NonNullable<Answer['failure']>,
): readonly Answer[] {
  return appends.map(({ seq }) => ({ seq, failure }));
}
