import type { Finding } from '@mailhaul/testing/simulator';

export interface SeedOutcome {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly counts: readonly (readonly [string, number])[];
  readonly virtualMs: number;
  readonly eventCount: number;
  readonly ms: number;
}

const seedsNamedMax = 12;

/** What many seeds came to, counted. */
export class Summary {
  #seedCount = 0;
  #badCount = 0;
  #ms = 0;
  #virtualMs = 0;
  #eventCount = 0;
  readonly #counts = new Map<string, number>();
  readonly #broken = new Map<string, { count: number; seeds: number[] }>();

  add(outcome: SeedOutcome): void {
    this.#seedCount += 1;
    this.#ms += outcome.ms;
    this.#virtualMs += outcome.virtualMs;
    this.#eventCount += outcome.eventCount;
    for (const [what, count] of outcome.counts) {
      this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
    }
    if (isBad(outcome)) this.#badCount += 1;
    for (const { kind, rule } of outcome.findings) {
      const key = `${kind} ${rule}`;
      const known = this.#broken.get(key) ?? { count: 0, seeds: [] };
      this.#broken.set(key, known);
      known.count += 1;
      if (known.seeds.length < seedsNamedMax && known.seeds.at(-1) !== outcome.seed) {
        known.seeds.push(outcome.seed);
      }
    }
  }

  get badCount(): number {
    return this.#badCount;
  }

  toMarkdown(range: string): string {
    const hours = Math.round(this.#virtualMs / 3_600_000);
    const findings = [...this.#broken].sort().map(([key, { count, seeds }]) => {
      return `| ${key} | ${count} | ${seeds.join(', ')} |`;
    });
    const counts = [...this.#counts].sort().map(([what, count]) => `| ${what} | ${count} |`);
    return [
      `Seeds ${range}: ${this.#seedCount} runs, ${this.#badCount} with a violation;`,
      `${hours} virtual hours, ${this.#eventCount} simulated events, ${(this.#ms / Math.max(1, this.#seedCount)).toFixed(1)} ms a seed.`,
      '',
      '| finding | count | first seeds |',
      '|---|---:|---|',
      ...(findings.length === 0 ? ['| none | 0 | |'] : findings),
      '',
      '| what happened | count |',
      '|---|---:|',
      ...counts,
      '',
    ].join('\n');
  }
}

export function isBad(outcome: Pick<SeedOutcome, 'findings'>): boolean {
  return outcome.findings.some(({ kind }) => kind === 'violation');
}
