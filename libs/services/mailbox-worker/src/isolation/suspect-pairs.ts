/** Pairs remembered; beyond it the oldest is taken for innocent again. */
const pairsMax = 10_000;

/** Pairs that were in a thread when it died, and have not completed a pass in one of their own since. */
export class SuspectPairs {
  readonly #pairs = new Set<string>();

  has(pair: string): boolean {
    return this.#pairs.has(pair);
  }

  add(pair: string): void {
    this.#pairs.delete(pair);
    this.#pairs.add(pair);
    const [oldest] = this.#pairs;
    if (this.#pairs.size > pairsMax && oldest !== undefined) this.#pairs.delete(oldest);
  }

  remove(pair: string): void {
    this.#pairs.delete(pair);
  }
}
