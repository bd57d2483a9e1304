import type { Random } from '@mailhaul/kernel';

/** Choices drawn from a stream of chance. */
export class Chance {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** True with that probability. */
  is(probability: number): boolean {
    return this.#random.next() < probability;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.#random.next() * (to - from + 1));
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] ?? choices[0];
  }

  bytes(count: number): Uint8Array {
    return this.#random.bytes(count);
  }
}
