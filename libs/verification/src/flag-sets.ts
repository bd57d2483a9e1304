const nearestCompared = 256;

/**
 * Distinct sets of flags as small numbers, shared by both sides: equal numbers mean equal sets. Case, order and
 * repetition do not count, and `\Recent` is no property of an item (RFC 9051 §2.3.2).
 */
export class FlagSets {
  readonly #numbers = new Map<string, number>();
  readonly #sets: ReadonlySet<string>[] = [];

  numberOf(flags: readonly string[]): number {
    const names = new Set(flags.map((flag) => flag.toLowerCase()));
    names.delete('\\recent');
    const key = [...names].sort().join('\0');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const added = this.#sets.length;
    this.#numbers.set(key, added);
    this.#sets.push(names);
    return added;
  }

  /** How many flags stand in one of the two sets and not in the other. */
  distance(a: number, b: number): number {
    const { lost, gained } = this.difference(a, b);
    return lost + gained;
  }

  /** The candidate that differs least; of very many candidates only the first few hundred are looked at. */
  nearest(wanted: number, candidates: Iterable<number>): number | undefined {
    let best: number | undefined;
    let bestDistance = Infinity;
    let seen = 0;
    for (const candidate of candidates) {
      const distance = this.distance(wanted, candidate);
      if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
      seen += 1;
      if (seen === nearestCompared) break;
    }
    return best;
  }

  /** What the first set holds beyond the second and the other way round, as counts of flags. */
  difference(source: number, target: number): { lost: number; gained: number } {
    return {
      lost: countBeyond(this.#set(source), this.#set(target)),
      gained: countBeyond(this.#set(target), this.#set(source)),
    };
  }

  #set(number: number): ReadonlySet<string> {
    return this.#sets[number] ?? new Set();
  }
}

function countBeyond(flags: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let count = 0;
  for (const flag of flags) if (!others.has(flag)) count += 1;
  return count;
}
