import type { DatabaseSync } from 'node:sqlite';
import { columnTypeOf } from './field-columns.ts';
import type { CollectionLayout } from './messages.ts';

/** 'MHRM': marks a file as read models of this program (SQLite's application_id). */
export const applicationId = 0x4d48524d;

/**
 * `generations.role` is 'live', 'next' or null: to be dropped. Tenants are numbered once for all generations.
 * Positions are 64 bit integers.
 */
export const baseSql = `
  CREATE TABLE layout (mark TEXT NOT NULL);
  CREATE TABLE tenants (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE generations (number INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT UNIQUE, checkpoint INTEGER);
  INSERT INTO generations (role) VALUES ('live');
`;

/** Names of a collection's tables. Names of fields and collections stand in no SQL. */
export interface TableNames {
  /** One narrow row a document: tenant, id, position, doc (of its body), the fields and searched texts. */
  readonly rows: string;
  readonly bodies: string;
}

export function tableNames(generation: number, collection: number): TableNames {
  return {
    rows: `g${generation}_c${collection}_rows`,
    bodies: `g${generation}_c${collection}_bodies`,
  };
}

/** The index by (tenant, column, id). */
export function indexName(rows: string, column: string): string {
  return `${rows}_${column}`;
}

/** The rows themselves, which lie by (tenant, id): SQLite's own name for it. */
export function rowOrderName(rows: string): string {
  return `sqlite_autoindex_${rows}_1`;
}

export function columnsOf(layout: CollectionLayout): readonly string[] {
  return [
    ...layout.fields.map((_, place) => `f${place}`),
    ...layout.extraSearched.map((_, place) => `s${place}`),
  ];
}

/** Within the caller's transaction. */
export function createTables(
  db: DatabaseSync,
  layouts: readonly CollectionLayout[],
  generation: number,
): void {
  for (const [collection, layout] of layouts.entries()) {
    const { rows, bodies } = tableNames(generation, collection);
    const columns = [
      ...layout.fields.map(({ kind }, place) => `f${place} ${columnTypeOf(kind)}`),
      ...layout.extraSearched.map((_, place) => `s${place} TEXT`),
    ];
    // Without rowid: a scan of one tenant reads neighbours, and an index entry ends with the id by itself.
    db.exec(`CREATE TABLE ${rows} (
      tenant INTEGER NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, doc INTEGER NOT NULL,
      ${columns.map((column) => `${column}, `).join('')}PRIMARY KEY (tenant, id)) WITHOUT ROWID;
      CREATE TABLE ${bodies} (doc INTEGER PRIMARY KEY, body TEXT NOT NULL)`);
    for (const place of layout.fields.keys()) {
      const name = indexName(rows, `f${place}`);
      db.exec(`CREATE INDEX ${name} ON ${rows} (tenant, f${place}, id)`);
    }
  }
}
