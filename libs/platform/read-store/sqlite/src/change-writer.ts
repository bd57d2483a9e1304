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

/** The statements of one collection in one generation, but for those that update. */
interface TableSql {
  readonly tables: TableNames;
  readonly columns: readonly string[];
  readonly select: string;
  readonly insertRow: string;
  readonly insertBody: string;
  readonly updateBody: string;
  readonly removeRow: string;
  readonly removeBody: string;
}

/** The only writer of documents: a batch and its checkpoint are one transaction. */
export class ChangeWriter {
  readonly #tools: Tools;
  readonly #sql = new Map<string, TableSql>();

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** @throws {Refusal} there is no such generation, or somebody else has written to it. */
  apply({ changes, checkpoint, after, generation }: ApplyMessage): void {
    const { db, generations, tenants } = this.#tools;
    const number = generations.numberOf(generation);
    db.exec('BEGIN IMMEDIATE');
    try {
      generations.expect(generation, after);
      for (const change of changes) this.#write(change, this.#sqlOf(number, change.collection));
      generations.advance(generation, checkpoint);
      db.exec('COMMIT');
    } catch (error) {
      tenants.forget();
      // SQLite rolls back by itself after some errors, a full disk among them.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  /** After another generation was made: texts of gone ones need not be kept. */
  forget(): void {
    this.#sql.clear();
  }

  #write(change: ColumnChange, sql: TableSql): void {
    const { statements, tenants } = this.#tools;
    const { json, id, position } = change;
    const tenant =
      json === undefined ? tenants.find(change.tenant) : tenants.findOrAdd(change.tenant);
    if (tenant === undefined) return;
    const found = statements.get(sql.select, [position, tenant, id]);
    if (found === undefined) {
      if (json === undefined) return;
      const doc = statements.run(sql.insertBody, [json]);
      statements.run(sql.insertRow, [tenant, id, position, doc, ...change.values]);
      return;
    }
    const [isOlder, doc, ...values] = found;
    if (isOlder !== 1) return;
    if (json === undefined) {
      statements.run(sql.removeBody, [Number(doc)]);
      statements.run(sql.removeRow, [tenant, id]);
      return;
    }
    statements.run(sql.updateBody, [json, Number(doc)]);
    this.#updateRow(change, sql, { tenant, values });
  }

  /** Names only the columns that change: the indexes of the others are then left alone. */
  #updateRow(
    { id, position, values }: ColumnChange,
    { tables, columns }: TableSql,
    stored: { readonly tenant: number; readonly values: readonly unknown[] },
  ): void {
    let assignments = '';
    const changed = values.filter((value, n) => {
      if (value === stored.values[n]) return false;
      assignments += `, ${columns[n] ?? ''} = ?`;
      return true;
    });
    this.#tools.statements.run(
      `UPDATE ${tables.rows} SET position = ?${assignments} WHERE tenant = ? AND id = ?`,
      [position, ...changed, stored.tenant, id],
    );
  }

  #sqlOf(generation: number, collection: number): TableSql {
    const tables = tableNames(generation, collection);
    const known = this.#sql.get(tables.rows);
    if (known !== undefined) return known;
    const layout = this.#tools.layouts[collection];
    const columns = layout === undefined ? [] : columnsOf(layout);
    const { rows, bodies } = tables;
    const all = ['tenant', 'id', 'position', 'doc', ...columns];
    const made = {
      tables,
      columns,
      select: `SELECT position < ?, ${['doc', ...columns].join(', ')} FROM ${rows} WHERE tenant = ? AND id = ?`,
      insertRow: `INSERT INTO ${rows} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
      insertBody: `INSERT INTO ${bodies} (body) VALUES (?)`,
      updateBody: `UPDATE ${bodies} SET body = ? WHERE doc = ?`,
      removeRow: `DELETE FROM ${rows} WHERE tenant = ? AND id = ?`,
      removeBody: `DELETE FROM ${bodies} WHERE doc = ?`,
    };
    this.#sql.set(rows, made);
    return made;
  }
}
