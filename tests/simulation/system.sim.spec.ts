import { simulateSystem } from '@mailhaul/testing/system-simulator';
import { describe, expect, it } from 'vitest';
import { firstNoticed, plantedSystemFaults } from './planted-system-faults.ts';
import { runSeeds } from './run-seeds.ts';
import { type SeedOutcome, isBad } from './summary.ts';

const seedCount = 220;
const minutesMax = 5;

describe('all services over one log, under faults', () => {
  it(
    `keep every promise for seeds 1 to ${seedCount}`,
    async () => {
      const bad: SeedOutcome[] = [];
      await runSeeds({ first: 1, last: seedCount, isSystem: true }, (outcome) => {
        if (isBad(outcome)) bad.push(outcome);
      });
      const report = bad.map(({ seed, findings }) => {
        const [first] = findings.filter(({ kind }) => kind === 'violation');
        return `npm run sim -- --system --seed ${seed}: ${first?.rule}: ${first?.detail}`;
      });
      expect(report).toEqual([]);
    },
    minutesMax * 60_000,
  );

  it('run a seed the same way twice', async () => {
    for (const seed of [4, 9]) {
      const first = await simulateSystem({ seed });
      const second = await simulateSystem({ seed });
      expect(first.lines.length).toBeGreaterThan(100);
      expect(second.traceHash).toBe(first.traceHash);
    }
  });
});

describe('a rule of the system switched off', () => {
  it.each(plantedSystemFaults)('$name: noticed within $seedsMax seeds', async (fault) => {
    expect(await firstNoticed(fault), 'goes unnoticed').toBeDefined();
  });
});
