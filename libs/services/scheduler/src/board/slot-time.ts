import type { TenantEntry } from './entries.ts';

/** Nobody is kept waiting for what it had beyond its share longer ago than this much time of one slot. */
const debtMaxMs = 3_600_000;
/** Who has had least is looked up so often at most. */
const lookEveryMs = 1_000;

/**
 * How long each tenant has had slots, for its weight. Where there are fewer slots than tenants, counting passes would give more
 * to whose mailboxes are large or whose servers are slow. A tenant that had nothing to do saves up nothing meanwhile.
 */
export class SlotTime {
  /** Tenants with passes that wait or run. */
  readonly active = new Set<TenantEntry>();
  /** As all times here are. */
  readonly nowMs: () => number;
  #least: { readonly spentMs: number; readonly atMs: number } | undefined;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** Milliseconds of one slot, divided by the tenant's weight; only to be compared with other tenants'. */
  spentMs({ slots }: TenantEntry, nowMs = this.nowMs()): number {
    return slots.spentMs + slots.rate * (nowMs - slots.atMs);
  }

  /** After every change of what waits or runs. */
  note(tenant: TenantEntry): void {
    const isActive = tenant.queued > 0 || tenant.running > 0;
    const wasActive = this.active.has(tenant);
    const rate = tenant.running / weightOf(tenant);
    if (isActive === wasActive && rate === tenant.slots.rate) return;
    const spentMs = this.spentMs(tenant);
    const leastMs = this.#leastMs() ?? spentMs;
    const atLeastMs = isActive && !wasActive ? leastMs : 0;
    const bounded = Math.min(Math.max(spentMs, atLeastMs), leastMs + debtMaxMs);
    tenant.slots = { spentMs: bounded, rate, atMs: this.nowMs() };
    if (isActive) this.active.add(tenant);
    else this.active.delete(tenant);
  }

  /** Of those that are active, not long ago: it only grows. Undefined: nobody is. */
  #leastMs(): number | undefined {
    const atMs = this.nowMs();
    if (this.#least !== undefined && atMs < this.#least.atMs + lookEveryMs) {
      return this.#least.spentMs;
    }
    let spentMs: number | undefined;
    for (const tenant of this.active) {
      spentMs = Math.min(this.spentMs(tenant, atMs), spentMs ?? Number.POSITIVE_INFINITY);
    }
    this.#least = spentMs === undefined ? undefined : { spentMs, atMs };
    return spentMs;
  }
}

/** A tenant's part of the slots beside others': 1 where nothing is known of it. */
export function weightOf({ state }: Pick<TenantEntry, 'state'>): number {
  return state.status === 'active' ? state.weight : 1;
}
