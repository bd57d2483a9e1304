import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Prepared at once; past it the cache starts anew. */
const cachedStatementsMax = 500;

type ResultRow = readonly unknown[];

/** Prepares each text of SQL once. Rows come as arrays. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #bySql = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  all(sql: string, values: readonly SQLInputValue[]): readonly ResultRow[] {
    return this.#of(sql).all(...values) as unknown as readonly ResultRow[];
  }

  get(sql: string, values: readonly SQLInputValue[]): ResultRow | undefined {
    return this.#of(sql).get(...values) as unknown as ResultRow | undefined;
  }

  iterate(sql: string, values: readonly SQLInputValue[]): Iterable<ResultRow> {
    return this.#of(sql).iterate(...values) as unknown as Iterable<ResultRow>;
  }

  /** The number of a row that it inserts. */
  run(sql: string, values: readonly SQLInputValue[]): number {
    return Number(this.#of(sql).run(...values).lastInsertRowid);
  }

  #of(sql: string): StatementSync {
    const known = this.#bySql.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    made.setReturnArrays(true);
    if (this.#bySql.size >= cachedStatementsMax) this.#bySql.clear();
    this.#bySql.set(sql, made);
    return made;
  }
}
