import { describe, expect, it } from 'vitest';
import { runSeeds } from './run-seeds.ts';
import { simulateEngine } from './simulate-engine.ts';
import { type SeedOutcome, isBad } from './summary.ts';

const seedCount = 300;
const pairSeedCount = 30;
const minutesMax = 5;

describe('the engine under faults', () => {
  it(
    `keeps every promise for seeds 1 to ${seedCount}`,
    async () => {
      const bad: SeedOutcome[] = [];
      await runSeeds({ first: 1, last: seedCount }, (outcome) => {
        if (isBad(outcome)) bad.push(outcome);
      });
      const report = bad.map(({ seed, findings }) => {
        const [first] = findings.filter(({ kind }) => kind === 'violation');
        return `npm run sim -- --seed ${seed}: ${first?.rule}: ${first?.detail}`;
      });
      expect(report).toEqual([]);
    },
    minutesMax * 60_000,
  );

  it('keeps them where each pass is a fact of its pair too', async () => {
    for (let seed = 1; seed <= pairSeedCount; seed += 1) {
      const { findings, lines } = await simulateEngine(seed, { isPairPass: true });
      expect(findings.filter(({ kind }) => kind === 'violation')).toEqual([]);
      expect(lines.some((line) => line.includes('PassScheduled'))).toBe(true);
    }
  });

  it('runs a seed the same way twice', async () => {
    for (const seed of [3, 11]) {
      const first = await simulateEngine(seed);
      const second = await simulateEngine(seed);
      expect(first.lines.length).toBeGreaterThan(100);
      expect(second.traceHash).toBe(first.traceHash);
    }
  });
});
