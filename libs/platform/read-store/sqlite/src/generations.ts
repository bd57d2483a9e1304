import type { DatabaseSync } from 'node:sqlite';
import type { ReadGeneration } from '@mailhaul/application';
import { Refusal } from './failure.ts';
import type { CollectionLayout } from './messages.ts';
import { createTables, tableNames } from './tables.ts';

/** Which tables are live, which are being built, which are to go. */
export class Generations {
  readonly #db: DatabaseSync;
  readonly #layouts: readonly CollectionLayout[];
  #numbers!: ReadonlyMap<string, number>;

  constructor(db: DatabaseSync, layouts: readonly CollectionLayout[]) {
    this.#db = db;
    this.#layouts = layouts;
    this.#read();
  }

  has(generation: ReadGeneration): boolean {
    return this.#numbers.has(generation);
  }

  /** @throws {Refusal} there is no rebuild. */
  numberOf(generation: ReadGeneration): number {
    const number = this.#numbers.get(generation);
    if (number === undefined) throw new Refusal({ kind: 'no-rebuild', detail: '' });
    return number;
  }

  checkpoint(generation: ReadGeneration): bigint | undefined {
    const row = this.#db
      .prepare('SELECT CAST(checkpoint AS TEXT) AS checkpoint FROM generations WHERE role = ?')
      .get(generation);
    const text = row?.['checkpoint'];
    return typeof text === 'string' ? BigInt(text) : undefined;
  }

  /** Within the caller's transaction. @throws {Refusal} the checkpoint is elsewhere. */
  expect(generation: ReadGeneration, after: bigint | 'none' | undefined): void {
    if (after === undefined) return;
    const checkpoint = this.checkpoint(generation) ?? 'none';
    if (checkpoint === after) return;
    throw new Refusal({ kind: 'moved', detail: `${after}, now ${checkpoint}` });
  }

  /** Within the caller's transaction; never goes back. */
  advance(generation: ReadGeneration, checkpoint: bigint): void {
    this.#db
      .prepare('UPDATE generations SET checkpoint = max(ifnull(checkpoint, 0), ?) WHERE number = ?')
      .run(checkpoint, this.numberOf(generation));
  }

  begin(): void {
    this.#change(() => {
      this.#db.exec(`UPDATE generations SET role = NULL WHERE role = 'next'`);
      const made = this.#db.prepare(`INSERT INTO generations (role) VALUES ('next')`).run();
      createTables(this.#db, this.#layouts, Number(made.lastInsertRowid));
    });
  }

  /** @throws {Refusal} there is no rebuild, or it is behind what is served. */
  finish(): void {
    this.numberOf('next');
    const [next, live] = [this.checkpoint('next') ?? 0n, this.checkpoint('live') ?? 0n];
    if (next < live) throw new Refusal({ kind: 'behind', detail: `${next} of ${live}` });
    this.#change(() => {
      this.#db.exec(`UPDATE generations SET role = NULL WHERE role = 'live';
        UPDATE generations SET role = 'live' WHERE role = 'next'`);
    });
  }

  /** Drops the tables of one collection that nobody uses any more; true: there may be others. */
  dropSome(): boolean {
    const row = this.#db.prepare('SELECT number FROM generations WHERE role IS NULL LIMIT 1').get();
    if (row === undefined) return false;
    const number = Number(row['number']);
    const rest = this.#layouts.keys().find((collection) => this.#hasTable(number, collection));
    if (rest === undefined) {
      this.#db.prepare('DELETE FROM generations WHERE number = ?').run(number);
      return true;
    }
    const { rows, bodies } = tableNames(number, rest);
    this.#change(() => {
      this.#db.exec(`DROP TABLE ${bodies}; DROP TABLE ${rows}`);
    });
    return true;
  }

  #hasTable(generation: number, collection: number): boolean {
    const { rows } = tableNames(generation, collection);
    return this.#db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(rows) !== undefined;
  }

  #change(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } finally {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#read();
    }
  }

  #read(): void {
    const rows = this.#db
      .prepare('SELECT role, number FROM generations WHERE role IS NOT NULL')
      .all();
    this.#numbers = new Map(rows.map((row) => [String(row['role']), Number(row['number'])]));
  }
}
