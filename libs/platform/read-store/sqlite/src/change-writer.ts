import type { DatabaseSync } from 'node:sqlite';
import type { Generations } from './generations.ts';
import type { ApplyMessage, CollectionLayout, ColumnChange } from './messages.ts';
import type { Statements } from './statements.ts';
import { type TableNames, columnsOf, tableNames } from './tables.ts';
import type { Tenants } from './tenants.ts';

export interface Tools {
  readonly db: DatabaseSync;
  readonly layouts: readonly CollectionLayout[];
  readonly statements: Statements;
  readonly tenants: Tenants;
  readonly generations: Generations;
}

interface Place {
  readonly tenant: number;
  readonly id: string;
  readonly doc: number;
  /** Its columns as they stand. */
  readonly values: readonly unknown[];
}

/** The only writer of documents: a batch and its checkpoint are one transaction. */
export class ChangeWriter {
  readonly #tools: Tools;
  readonly #columns: readonly (readonly string[])[];

  constructor(tools: Tools) {
    this.#tools = tools;
    this.#columns = tools.layouts.map(columnsOf);
  }

  /** @throws {Refusal} there is no such generation. */
  apply({ changes, checkpoint, generation }: ApplyMessage): void {
    const { db, generations, tenants } = this.#tools;
    const number = generations.numberOf(generation);
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const change of changes) this.#write(change, tableNames(number, change.collection));
      generations.advance(generation, checkpoint);
      db.exec('COMMIT');
    } catch (error) {
      tenants.forget();
      // SQLite rolls back by itself after some errors, a full disk among them.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  #write(change: ColumnChange, tables: TableNames): void {
    const { statements, tenants } = this.#tools;
    const { json, id, position } = change;
    const tenant =
      json === undefined ? tenants.find(change.tenant) : tenants.findOrAdd(change.tenant);
    if (tenant === undefined) return;
    const columns = this.#columns[change.collection] ?? [];
    const found = statements.get(
      `SELECT position < ?, doc${list(columns)} FROM ${tables.rows} WHERE tenant = ? AND id = ?`,
      [position, tenant, id],
    );
    if (found === undefined) {
      if (json !== undefined) this.#insert(change, tables, { tenant, json });
      return;
    }
    const [isOlder, doc, ...values] = found;
    if (isOlder !== 1) return;
    const place: Place = { tenant, id, doc: Number(doc), values };
    if (json === undefined) this.#remove(place, tables);
    else this.#update(change, tables, { place, json });
  }

  #insert(
    { collection, id, position, values }: ColumnChange,
    tables: TableNames,
    document: { readonly tenant: number; readonly json: string },
  ): void {
    const { statements } = this.#tools;
    const columns = this.#columns[collection] ?? [];
    const doc = statements.run(`INSERT INTO ${tables.bodies} (body) VALUES (?)`, [document.json]);
    statements.run(
      `INSERT INTO ${tables.rows} (tenant, id, position, doc${list(columns)})
       VALUES (?, ?, ?, ?${list(columns.map(() => '?'))})`,
      [document.tenant, id, position, doc, ...values],
    );
  }

  /** Names only the columns that change: the indexes of the others are then left alone. */
  #update(
    { collection, position, values }: ColumnChange,
    tables: TableNames,
    document: { readonly place: Place; readonly json: string },
  ): void {
    const { statements } = this.#tools;
    const { place, json } = document;
    const columns = this.#columns[collection] ?? [];
    const isChanged = (_: unknown, n: number) => values[n] !== place.values[n];
    const assignments = columns.filter(isChanged).map((column) => `${column} = ?`);
    statements.run(`UPDATE ${tables.bodies} SET body = ? WHERE doc = ?`, [json, place.doc]);
    statements.run(
      `UPDATE ${tables.rows} SET position = ?${list(assignments)} WHERE tenant = ? AND id = ?`,
      [position, ...values.filter(isChanged), place.tenant, place.id],
    );
  }

  #remove({ tenant, id, doc }: Place, tables: TableNames): void {
    const { statements } = this.#tools;
    statements.run(`DELETE FROM ${tables.bodies} WHERE doc = ?`, [doc]);
    statements.run(`DELETE FROM ${tables.rows} WHERE tenant = ? AND id = ?`, [tenant, id]);
  }
}

/** Goes on with a list that has begun. */
function list(entries: readonly string[]): string {
  return entries.map((entry) => `, ${entry}`).join('');
}
