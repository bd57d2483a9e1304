import { describe, expect, it } from 'vitest';
import type { AssignmentEnd, PassFailure, PassFigures } from './isolation/pass-assignment.ts';
import { judgePass, type PassSurroundings } from './pass-execution.ts';
import { retryDelayMs, retryDelayMsMax, retryDelayMsMin } from './retry-delay.ts';

const nothing = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };
const figures: PassFigures = {
  totals: { ...nothing, migrated: 9, pending: 0, bytesMigrated: 90 },
  passCounts: nothing,
  watchedUntilWallMs: 7_000_000,
  ...{ surplusReported: 1, investigate: 2, parkedFolders: 3 },
  verification: { grade: 'Good', found: { extra: 1 }, kinds: { mail: { source: 4, target: 5 } } },
};
const moved = { ...figures, passCounts: { ...nothing, migrated: 1 } };
const around: PassSurroundings = {
  ...{ cause: undefined, pauses: 0, pass: 'start', nowMs: 1_000, chance: 0 },
};
const failure = (about: Partial<PassFailure>): AssignmentEnd => ({
  kind: 'failed',
  failure: {
    ...{ code: 'server-busy', scope: 'mailbox', disposition: 'retry', message: 'm', remedy: 'r' },
    ...about,
  },
});
const judged = (end: AssignmentEnd, more: Partial<PassSurroundings> = {}, of = figures) =>
  judgePass({ end, figures: of }, { ...around, ...more });

describe('the end of a pass', () => {
  it('completed: says where the pair stands', () => {
    expect(judged({ kind: 'completed' }).word).toEqual({
      kind: 'CompletePass',
      totals: figures.totals,
      findings: {
        ...{ grade: 'Good', found: { extra: 1 }, kinds: { mail: { source: 4, target: 5 } } },
        ...{ watchedUntilMs: 7_000_000 },
        ...{ investigate: 2, surplusReported: 1, parkedFolders: 3 },
      },
    });
    expect(judged({ kind: 'completed' }, { cause: 'draining' }).word?.kind).toBe('CompletePass');
    expect(judgePass({ end: { kind: 'completed' } }, around).word).toEqual({
      kind: 'ReleaseLease',
    });
  });

  it('completed without the verification that it was to have: says why', () => {
    const { verification: _none, ...unverified } = figures;
    const why = { code: 'connection-lost', side: 'target' } as const;
    const { word } = judged({ kind: 'completed' }, {}, { ...unverified, unverified: why });
    expect(word).toMatchObject({ kind: 'CompletePass', findings: { unverified: why } });
    expect(word).not.toHaveProperty('findings.grade');
  });

  it('completed: a watch whose time is over without an end goes on for half an hour', () => {
    const late = { ...figures, watchedUntilWallMs: 700 };
    expect(judged({ kind: 'completed' }, { pass: 'watch' }, late).word).toMatchObject({
      findings: { watchedUntilMs: 1_801_000 },
    });
  });

  it('failed while it only looks: the connection is not called broken', () => {
    const about = { scope: 'connection', disposition: 'needsOperator', side: 'target' } as const;
    expect(judged(failure(about)).broken).toMatchObject({ side: 'target' });
    expect(judged(failure(about), { pass: 'watch' }).broken).toBeUndefined();
  });

  it('stopped: by a person it waits for the person, by the worker’s own end it is given back', () => {
    expect(judged({ kind: 'stopped' }, { cause: 'asked' }).word).toEqual({
      ...{ kind: 'PausePass', reason: 'stopped', retryAt: undefined, progressed: false },
    });
    for (const cause of ['draining', undefined] as const) {
      expect(judged({ kind: 'stopped' }, { cause }).word).toEqual({ kind: 'ReleaseLease' });
    }
  });

  it('superseded or with the lease lost: says nothing', () => {
    expect(judged({ kind: 'superseded' })).toEqual({ word: undefined });
    for (const end of [{ kind: 'completed' }, failure({}), { kind: 'stopped' }] as const) {
      expect(judged(end, { cause: 'lost' })).toEqual({ word: undefined });
    }
  });

  it('died: says so', () => {
    expect(judged({ kind: 'died', wasAlone: true, reason: 'heap' }).word).toEqual({
      kind: 'TellDeath',
    });
  });

  it.each(['retry', 'retryAfter'] as const)(
    '%s: goes on later by itself, and sooner when it got on',
    (disposition) => {
      const end = failure({ disposition, side: 'target', serverText: 'later' });
      expect(judged(end).word).toEqual({
        ...{ kind: 'PausePass', reason: 'server-busy', retryAt: 1_000 + retryDelayMsMin },
        ...{ progressed: false, side: 'target', words: 'later' },
      });
      expect(judged(end, { pauses: 2 }).word).toMatchObject({
        retryAt: 1_000 + 4 * retryDelayMsMin,
      });
      expect(judged(end, { pauses: 2 }, moved).word).toMatchObject({
        ...{ retryAt: 1_000 + retryDelayMsMin, progressed: true },
      });
    },
  );

  it('retry after a stop: it is the person who says when', () => {
    expect(judged(failure({}), { cause: 'asked' }).word).toMatchObject({ reason: 'stopped' });
    expect(judged(failure({}), { cause: 'draining' }).word).toEqual({ kind: 'ReleaseLease' });
  });

  it.each(['failItem', 'bug', 'needsOperator'] as const)('%s: fails', (disposition) => {
    const end = failure({ code: 'mailbox-unavailable', disposition, side: 'source' });
    expect(judged(end)).toEqual({
      word: { kind: 'FailPass', code: 'mailbox-unavailable', scope: 'mailbox', side: 'source' },
    });
  });

  it('breaks a connection only where it is the connection’s trouble, and it is known whose', () => {
    const of = (about: Partial<PassFailure>) =>
      judged(failure({ code: 'certificate-rejected', disposition: 'needsOperator', ...about }))
        .broken;
    expect(of({ scope: 'connection', side: 'target', serverText: 'w' })).toEqual({
      ...{ side: 'target', code: 'certificate-rejected', words: 'w' },
    });
    expect(of({ scope: 'connection' })).toBeUndefined();
    for (const scope of ['item', 'folder', 'mailbox', 'process'] as const) {
      expect(of({ scope, side: 'target' })).toBeUndefined();
    }
    // One hostile mailbox stops no other.
    expect(of({ code: 'answer-too-large', scope: 'connection', side: 'target' })).toBeUndefined();
    const busy = failure({ scope: 'connection', side: 'target' });
    expect(judged(busy).broken).toBeUndefined();
  });
});

describe('the delay before another try', () => {
  it('doubles up to a bound, spread a little, and never undercuts the server', () => {
    const delays = [0, 1, 2, 50].map((pauses) => retryDelayMs({ pauses, chance: 0 }));
    expect(delays).toEqual([30_000, 60_000, 120_000, retryDelayMsMax]);
    expect(retryDelayMs({ pauses: 0, chance: 0.5 })).toBe(33_000);
    expect(retryDelayMs({ pauses: 0, chance: 0, hintMs: 7_200_000 })).toBe(7_200_000);
    expect(retryDelayMs({ pauses: 0, chance: 0, hintMs: 5 })).toBe(retryDelayMsMin);
  });
});
