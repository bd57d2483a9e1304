import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Names held in memory at once; past it the cache starts anew. */
export const cachedNamesMax = 50_000;

/** Stream and type names as small integers, cached both ways; new ones join the open transaction. */
export class Names {
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #byName: StatementSync;
  readonly #byId: StatementSync;
  readonly #add: StatementSync;

  constructor(db: DatabaseSync, table: 'streams' | 'types') {
    this.#byName = db.prepare(`SELECT id FROM ${table} WHERE name = ?`);
    this.#byId = db.prepare(`SELECT name FROM ${table} WHERE id = ?`);
    this.#add = db.prepare(`INSERT INTO ${table} (name) VALUES (?)`);
  }

  find(name: string): number | undefined {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const row = this.#byName.get(name);
    if (row === undefined) return undefined;
    return this.#remember(name, Number(row['id']));
  }

  findOrAdd(name: string): number {
    return this.find(name) ?? this.#remember(name, Number(this.#add.run(name).lastInsertRowid));
  }

  nameOf(id: number): string | undefined {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const row = this.#byId.get(id);
    if (row === undefined) return undefined;
    const name = String(row['name']);
    this.#remember(name, id);
    return name;
  }

  /** After a rollback: what was added in it is gone. */
  forget(): void {
    this.#ids.clear();
    this.#names.clear();
  }

  #remember(name: string, id: number): number {
    if (this.#ids.size >= cachedNamesMax) this.forget();
    this.#ids.set(name, id);
    this.#names.set(id, name);
    return id;
  }
}
