import { describe, expect, it } from 'vitest';
import { type FairnessFigure, inWords, isMet } from './fairness-figures.ts';
import {
  besideBacklog,
  besideEqualTenants,
  limitsAcrossFailures,
  sharedServerAcrossFailures,
} from './fairness.ts';
import { crews } from './fairness-plans.ts';

const seed = 1;
const minutesMax = 5;

function expectAllMet(figures: readonly FairnessFigure[]): void {
  expect(figures.filter((figure) => !isMet(figure)).map(inWords)).toEqual([]);
}

/** In virtual time: a slow machine changes no figure. All scenarios: `npm run sim -- --fairness`. */
describe('fifty tenants', { timeout: minutesMax * 60_000 }, () => {
  it('share fewer slots than they are, and a slow or busy server costs its tenant alone', async () => {
    expectAllMet(await besideEqualTenants(seed, crews.few));
  });

  it('start as soon beside one with a hundred times the backlog', async () => {
    expectAllMet([await besideBacklog(seed, crews.many)]);
  });
});

describe('limits of servers', { timeout: minutesMax * 60_000 }, () => {
  it('hold while schedulers take over from each other and workers die', async () => {
    expectAllMet(await limitsAcrossFailures(seed, { failures: 6 }));
  });

  it('that tenants share hold over all of them', async () => {
    expectAllMet(await sharedServerAcrossFailures(seed, { failures: 6 }));
    const unkept = { failures: 2, rules: { keepsLimits: false } };
    const [moments] = await sharedServerAcrossFailures(seed, unkept);
    expect(moments?.value).toBeGreaterThan(0);
  });

  it('are seen to be broken where nobody keeps them', async () => {
    const [moments] = await limitsAcrossFailures(seed, {
      failures: 2,
      rules: { keepsLimits: false },
    });
    expect(moments?.value).toBeGreaterThan(0);
  });
});
