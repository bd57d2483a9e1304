import { allRules } from '@mailhaul/copy-engine';
import { describe, expect, it } from 'vitest';
import { plantedFaults } from './planted-faults.ts';
import { simulateEngine } from './simulate-engine.ts';

describe('a rule of the protocol switched off', () => {
  it.each(plantedFaults)('$rule is noticed within $seedsMax seeds', async (fault) => {
    const { rule, seedsMax, noticedBy, shape } = fault;
    let noticed: string | undefined;
    for (let seed = 1; seed <= seedsMax && noticed === undefined; seed += 1) {
      const { findings } = await simulateEngine(seed, { shape, rules: { [rule]: false } });
      const isNoticed = findings.some(
        (one) => one.kind === 'violation' && noticedBy.includes(one.rule),
      );
      if (!isNoticed) continue;
      const sound = await simulateEngine(seed, { shape });
      const isItsDoing = sound.findings.every(({ kind }) => kind !== 'violation');
      if (isItsDoing) noticed = `seed ${seed}`;
    }
    expect(noticed, `${rule} off goes unnoticed`).toBeDefined();
  });

  it('is tried for every rule there is', () => {
    expect(plantedFaults.map(({ rule }) => rule).sort()).toEqual(Object.keys(allRules).sort());
  });
});
