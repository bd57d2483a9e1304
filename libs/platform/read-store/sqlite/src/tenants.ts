import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Names held in memory at once; past it the cache starts anew. */
const cachedTenantsMax = 50_000;

/** Tenants as small integers, cached both ways; new ones join the open transaction. */
export class Tenants {
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #byName: StatementSync;
  readonly #byNumber: StatementSync;
  readonly #add: StatementSync;

  constructor(db: DatabaseSync) {
    this.#byName = db.prepare('SELECT number FROM tenants WHERE name = ?');
    this.#byNumber = db.prepare('SELECT name FROM tenants WHERE number = ?');
    this.#add = db.prepare('INSERT INTO tenants (name) VALUES (?)');
  }

  find(name: string): number | undefined {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const row = this.#byName.get(name);
    return row === undefined ? undefined : this.#remember(name, Number(row['number']));
  }

  findOrAdd(name: string): number {
    return this.find(name) ?? this.#remember(name, Number(this.#add.run(name).lastInsertRowid));
  }

  nameOf(number: number): string {
    const known = this.#names.get(number);
    if (known !== undefined) return known;
    const name = String(this.#byNumber.get(number)?.['name']);
    this.#remember(name, number);
    return name;
  }

  /** After a rollback: what was added in it is gone. */
  forget(): void {
    this.#numbers.clear();
    this.#names.clear();
  }

  #remember(name: string, number: number): number {
    if (this.#numbers.size >= cachedTenantsMax) this.forget();
    this.#numbers.set(name, number);
    this.#names.set(number, name);
    return number;
  }
}
