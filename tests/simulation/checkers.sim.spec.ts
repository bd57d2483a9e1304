import {
  type Disruption,
  type SimPlan,
  type SimResult,
  simulate,
} from '@mailhaul/testing/simulator';
import { describe, expect, it } from 'vitest';
import { NaiveCopier, type NoteTime } from './naive-copier.ts';

const seeds = 12;

function simulateNaive(
  seed: number,
  note: NoteTime,
  shape: (plan: SimPlan) => SimPlan,
): Promise<SimResult> {
  const copier = new NaiveCopier(note);
  return simulate({
    seed,
    shape,
    runPass: (pass) => copier.runPass(pass),
    readReport: () => Promise.resolve(copier.report()),
  });
}

async function rulesBroken(
  note: NoteTime,
  shape: (plan: SimPlan) => SimPlan,
): Promise<Set<string>> {
  const rules = new Set<string>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { findings } = await simulateNaive(seed, note, shape);
    for (const { kind, rule } of findings) if (kind === 'violation') rules.add(rule);
  }
  return rules;
}

/** A plan in which nothing goes wrong, nobody else is there, and all is mail: the naive copier knows nothing else. */
function calm(plan: SimPlan): SimPlan {
  return {
    ...plan,
    source: mailOnly(plan.source),
    target: { ...mailOnly(plan.target), mergesTwins: false },
    options: { ...plan.options, filters: {} },
    workload: {
      ...plan.workload,
      ...{ prefilledPercent: 0, otherKindPercent: 0, calendar: undefined },
    },
    disruptions: [],
    callFaultRate: 0,
    storeFaultRate: 0,
    userActEveryMs: 0,
    faultsEndMs: 3_600_000,
  };
}

function mailOnly<Side extends SimPlan['source']>(side: Side): Side {
  const { givesForms: _, takesForms: __, areIdsOwn: ___, ...capabilities } = side.capabilities;
  return {
    ...side,
    ...{ capabilities, numbers: 'own', tellsLikeness: false },
    lateCommits: { probability: 0, msMax: 1_000 },
  };
}

const killWhileWriting: Disruption = {
  trigger: { kind: 'seam', what: 'target:answer', nth: 20 },
  act: { kind: 'kill', successorAfterMs: 1_000, onSameHost: true },
};
const killBeforeCommit: Disruption = {
  ...killWhileWriting,
  trigger: { kind: 'seam', what: 'target:message', nth: 30 },
};

describe('the checkers', () => {
  it('find nothing where a naive copier meets no fault', async () => {
    expect([...(await rulesBroken('after-write', calm))]).toEqual([]);
  });

  it('find what a copier doubles that is killed between a commit and its note', async () => {
    const shape = (plan: SimPlan) => ({ ...calm(plan), disruptions: [killWhileWriting] });
    expect(await rulesBroken('after-write', shape)).toContain('duplicate');
  });

  it('find what a copier loses that is killed between its note and the commit', async () => {
    const shape = (plan: SimPlan) => ({ ...calm(plan), disruptions: [killBeforeCommit] });
    expect(await rulesBroken('before-write', shape)).toContain('loss');
  });

  it('see one run twice for one seed', async () => {
    const keep = (plan: SimPlan) => plan;
    const first = await simulateNaive(7, 'after-write', keep);
    const second = await simulateNaive(7, 'after-write', keep);
    expect(first.lines.length).toBeGreaterThan(100);
    expect(second.traceHash).toBe(first.traceHash);
  });
});
