import type { PairEntry, TenantEntry } from './entries.ts';

/** Pairs that a pass is owed, given out tenant by tenant in turn: who starts ten thousand at once is one of many. */
export class OwedPasses {
  /** Whoever had its turn last is last. */
  readonly #byTenant = new Map<TenantEntry, Set<PairEntry>>();

  add(entry: PairEntry): void {
    const { tenant } = entry;
    const own = this.#byTenant.get(tenant);
    if (own === undefined) this.#byTenant.set(tenant, new Set([entry]));
    else own.add(entry);
  }

  /** Its tenant has had its turn. */
  delete(entry: PairEntry): void {
    const { tenant } = entry;
    const own = this.#byTenant.get(tenant);
    if (own?.delete(entry) !== true) return;
    this.#byTenant.delete(tenant);
    if (own.size > 0) this.#byTenant.set(tenant, own);
  }

  /** What is given out may be deleted meanwhile. */
  *[Symbol.iterator](): Iterator<PairEntry> {
    let rows = [...this.#byTenant.values()].map((own) => own.values());
    while (rows.length > 0) {
      const left: typeof rows = [];
      for (const row of rows) {
        const { value, done } = row.next();
        if (done === true) continue;
        left.push(row);
        yield value;
      }
      rows = left;
    }
  }
}
