/** How much may be saved up while idle. */
const burstMs = 1000;

/** So much a second, spent afterwards where the cost is known late: a debt is waited off before the next operation. */
export class RateBudget {
  #perSecond: number;
  #paidUpToMs = -Infinity;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** What is owed is paid at the new rate. */
  set(perSecond: number, nowMs: number): void {
    const owedMs = Math.max(0, this.#paidUpToMs - nowMs);
    if (owedMs > 0) this.#paidUpToMs = nowMs + owedMs * (this.#perSecond / perSecond);
    this.#perSecond = perSecond;
  }

  spend(amount: number, nowMs: number): void {
    const from = Math.max(this.#paidUpToMs, nowMs - burstMs);
    this.#paidUpToMs = from + (amount / this.#perSecond) * 1000;
  }

  /** When the next operation may begin; in the past: at once. */
  get freeAtMs(): number {
    return this.#paidUpToMs;
  }
}
