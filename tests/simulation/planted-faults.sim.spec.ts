import { allRules } from '@mailhaul/copy-engine';
import type { SimPlan } from '@mailhaul/testing/simulator';
import { describe, expect, it } from 'vitest';
import { forgetful, plantedFaults } from './planted-faults.ts';
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

  it('a connector that keeps no numbers where the system gives none is noticed within 10 seeds', async () => {
    const found = { forgetful: 0, sound: 0 };
    for (let seed = 1; seed <= 10 && found.forgetful === 0; seed += 1) {
      const violations = async (shape: (drawn: SimPlan) => SimPlan) =>
        (await simulateEngine(seed, { shape })).findings.filter(({ kind }) => kind === 'violation');
      const sound = (drawn: SimPlan) => {
        const plan = forgetful(drawn);
        return { ...plan, source: { ...plan.source, numbers: 'kept' as const } };
      };
      found.sound += (await violations(sound)).length;
      found.forgetful += (await violations(forgetful)).length;
    }
    expect(found.forgetful).toBeGreaterThan(0);
    expect(found.sound).toBe(0);
  });

  it('is tried for every rule there is', () => {
    expect(plantedFaults.map(({ rule }) => rule).sort()).toEqual(Object.keys(allRules).sort());
  });
});
