import { seededRandom } from '@mailhaul/kernel';

/** Repeatable choices: equal seeds choose alike. */
export class Chance {
  readonly #random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** From 0 to `below` − 1. */
  below(below: number): number {
    return Math.floor(this.#random.next() * below);
  }

  isOneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}
