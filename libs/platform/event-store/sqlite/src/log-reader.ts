import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { checksumOf } from './log-writer.ts';
import type { Answer, LogPage, LogPageMessage, ReadMessage, Row, StreamPage } from './messages.ts';
import type { Names } from './names.ts';
import { Refusal, failureOf } from './refusal.ts';

/** One page: small enough that appends hardly wait for it, and that its reader does not block. */
export const pageRowsMax = 1000;
export const pageWeightMax = 256 * 1024;
/** Events that one page of a filtered subscription looks through. */
export const scannedEventsMax = 5000;
/** Prepared statements kept for subscriptions with differing numbers of prefixes. */
const scanStatementsMax = 16;

const columns = 'position, e.stream, revision, type, at_ms, checksum, e.id, metadata, data';
type Columns = [number, number, number, number, number, number, Uint8Array, string | null, string];

/** Reads pages of what is durable. Every event's checksum is proven before it goes out. */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #streams: Names;
  readonly #types: Names;
  readonly #streamRows: StatementSync;
  readonly #lastRow: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #lastPosition: StatementSync;
  readonly #streamNames: StatementSync;
  readonly #scans = new Map<number, StatementSync>();

  constructor(db: DatabaseSync, names: { readonly streams: Names; readonly types: Names }) {
    this.#db = db;
    this.#streams = names.streams;
    this.#types = names.types;
    const ofStream = `SELECT ${columns} FROM events e WHERE stream = ?`;
    this.#streamRows = db.prepare(
      `${ofStream} AND revision >= ? ORDER BY revision LIMIT ${pageRowsMax}`,
    );
    this.#lastRow = db.prepare(`${ofStream} ORDER BY revision DESC LIMIT 1`);
    this.#streamRows.setReturnArrays(true);
    this.#lastRow.setReturnArrays(true);
    this.#lastRevision = db.prepare('SELECT max(revision) AS last FROM events WHERE stream = ?');
    this.#lastPosition = db.prepare('SELECT max(position) AS last FROM events');
    this.#streamNames = db.prepare('SELECT name FROM streams WHERE name >= ? ORDER BY name');
  }

  answer(message: ReadMessage): Answer {
    const { seq } = message;
    try {
      switch (message.op) {
        case 'stream-page':
          return { seq, value: this.#streamPage(message.stream, message.from) };
        case 'log-page':
          return { seq, value: this.#logPage(message) };
        case 'last-event':
          return { seq, value: this.#lastEvent(message.stream) };
        case 'list-streams':
          return { seq, value: this.#list(message.prefix) };
      }
    } catch (error) {
      return { seq, failure: failureOf(error) };
    }
  }

  #streamPage(name: string, from: number): StreamPage {
    const stream = this.#streams.find(name);
    if (stream === undefined) return { rows: [], lastRevision: -1 };
    const rows = this.#take(this.#streamRows.iterate(stream, from));
    return { rows, lastRevision: numberOr(this.#lastRevision.get(stream)?.['last'], -1) };
  }

  #logPage(message: LogPageMessage): LogPage {
    const lastPosition = numberOr(this.#lastPosition.get()?.['last'], 0);
    const { after, prefixes } = message;
    const scanEnd = Math.min(lastPosition, after + scannedEventsMax);
    if (prefixes?.length === 0) return { rows: [], scannedTo: lastPosition, lastPosition };
    const rows = this.#take(
      this.#scan(prefixes?.length ?? 0).iterate(after, scanEnd, ...(prefixes ?? [])),
    );
    const isFull = rows.length >= pageRowsMax || weightOf(rows) >= pageWeightMax;
    const scannedTo = isFull ? (rows.at(-1)?.position ?? scanEnd) : Math.max(scanEnd, after);
    return { rows, scannedTo, lastPosition };
  }

  #lastEvent(name: string): Row | undefined {
    const stream = this.#streams.find(name);
    return stream === undefined ? undefined : this.#take(this.#lastRow.iterate(stream))[0];
  }

  #list(prefix: string): readonly string[] {
    const names: string[] = [];
    for (const row of this.#streamNames.iterate(prefix)) {
      const name = String(row['name']);
      if (!name.startsWith(prefix)) break;
      names.push(name);
    }
    return names.sort();
  }

  #scan(prefixCount: number): StatementSync {
    const prepared = this.#scans.get(prefixCount);
    if (prepared !== undefined) return prepared;
    const tests = Array.from(
      { length: prefixCount },
      (_, i) => `substr(s.name, 1, length(?${i + 3})) = ?${i + 3}`,
    );
    const filter = prefixCount === 0 ? '' : `AND (${tests.join(' OR ')})`;
    const join = prefixCount === 0 ? '' : 'JOIN streams s ON s.id = e.stream';
    const statement = this.#db.prepare(
      `SELECT ${columns} FROM events e ${join}
       WHERE position > ?1 AND position <= ?2 ${filter} ORDER BY position LIMIT ${pageRowsMax}`,
    );
    statement.setReturnArrays(true);
    if (this.#scans.size >= scanStatementsMax) this.#scans.clear();
    this.#scans.set(prefixCount, statement);
    return statement;
  }

  #take(found: Iterable<unknown>): readonly Row[] {
    const rows: Row[] = [];
    let weight = 0;
    for (const values of found) {
      const row = this.#row(values as Columns);
      rows.push(row);
      weight += row.data.length + row.metadata.length;
      if (weight >= pageWeightMax) break;
    }
    return rows;
  }

  #row(values: Columns): Row {
    const [position, streamId, revision, typeId, atMs, checksum, id, meta, data] = values;
    const metadata = meta ?? '';
    const stream = this.#streams.nameOf(streamId);
    const type = this.#types.nameOf(typeId);
    if (stream === undefined || type === undefined || checksumOf(id, data, metadata) !== checksum) {
      throw new Refusal({ kind: 'damaged', detail: `event ${position} is not what was written` });
    }
    return { position, stream, revision, type, id: idText(id), atMs, data, metadata };
  }
}

function weightOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + row.data.length + row.metadata.length, 0);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function idText(id: Uint8Array): string {
  const hex = Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
