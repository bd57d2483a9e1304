import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { PairCommand } from './pair-commands.ts';
import { deathsMax, pairDecider } from './pair.decide.ts';
import type { PairEvent, PassFindings, PassTotals } from './pair-events.ts';
import { initialPair } from './pair.ts';
import { looksMax } from './watch-looks.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const fold = (...events: readonly PairEvent[]) => events.reduce(pairDecider.evolve, initialPair());
const fact = { atMs: 5, actor: 'w' };
const command = { commandId: 'c', ...fact };
const minuteMs = 60_000;
const totals: PassTotals = {
  ...{ migrated: 3, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 300,
};
const findings = (watchedUntilMs?: number): PassFindings => ({
  ...(watchedUntilMs === undefined ? {} : { watchedUntilMs }),
  ...{ investigate: 0, surplusReported: 0, parkedFolders: 0 },
});

const added: PairEvent = {
  type: 'PairAdded',
  data: { ...fact, jobId: 'j' },
  sealed: { source: 'ann@old', target: 'ann@new' },
};
const scheduled = (pass: 'start' | 'watch', passId: string): PairEvent => ({
  type: 'PassScheduled',
  data: { ...fact, passId, generation: 1, pass },
});
const watched: PairEvent = {
  type: 'PassCompleted',
  data: { ...fact, passId: 'p', totals, findings: findings(99) },
};
const look = { ...fact, passId: 'w', pass: 'watch' } as const;
const granted: PairEvent = {
  type: 'LeaseGranted',
  data: { ...look, lease: 1, workerId: 'w', untilMs: 60 },
};
const postponed = (reason: string, untilMs?: number): PairEvent => ({
  type: 'WatchPostponed',
  data: { ...look, reason, ...(untilMs === undefined ? {} : { untilMs }) },
});
const completed = [added, scheduled('start', 'p'), watched];
const looking = [...completed, scheduled('watch', 'w'), granted];
const ofLook = { ...command, passId: 'w', lease: 1 };
const fail: PairCommand = { ...ofLook, kind: 'FailPass', code: 'sign-in-refused' };

describe('the watch of a completed pair', () => {
  it('is remembered until a look found nothing more', () => {
    expect(fold(...completed)).toMatchObject({ watch: { untilMs: 99, looks: 0 } });
    given(...looking)
      .when({ ...ofLook, kind: 'CompletePass', totals, findings: findings() })
      .then({ type: 'PassCompleted', data: { ...look, totals, findings: findings() } });
    const over: PairEvent = {
      type: 'PassCompleted',
      data: { ...look, totals, findings: findings() },
    };
    expect(fold(...looking, over)).toMatchObject({
      ...{ status: 'ready', watch: undefined, lastEnd: { kind: 'completed' } },
    });
  });

  it('leaves the pair completed where the look fails, and is tried later and later', () => {
    given(...looking)
      .when(fail)
      .then(postponed('sign-in-refused', 5 + 10 * minuteMs));
    const again = [postponed('x', 60), scheduled('watch', 'w'), granted];
    expect(fold(...looking, postponed('x', 60))).toMatchObject({
      ...{ status: 'ready', hasCompleted: true, watch: { untilMs: 60, looks: 1 } },
      lastEnd: { kind: 'completed', totals },
    });
    given(...looking, ...again)
      .when({ ...ofLook, kind: 'PausePass', reason: 'throttled', retryAt: 7 })
      .then(postponed('throttled', 5 + 20 * minuteMs));
  });

  it('is given up in the end', () => {
    const often = Array.from({ length: looksMax - 1 }, () => [
      postponed('x', 60),
      scheduled('watch', 'w'),
      granted,
    ]).flat();
    given(...looking, ...often)
      .when(fail)
      .then(postponed('sign-in-refused'));
    given(...looking, ...often)
      .when({ ...ofLook, kind: 'CompletePass', totals, findings: findings(200) })
      .then({
        type: 'PassCompleted',
        data: { ...look, totals, findings: { ...findings(), watchGivenUp: 'still-watched' } },
      });
    expect(fold(...looking, postponed('x'))).toMatchObject({ status: 'ready', watch: undefined });
  });

  it('waits, uncounted, where a person wants the pair to stand still', () => {
    given(...looking)
      .when({ ...ofLook, kind: 'PausePass', reason: 'stopped', retryAt: undefined })
      .then(postponed('stopped', 5));
    expect(fold(...looking, postponed('stopped', 5))).toMatchObject({
      watch: { untilMs: 5, looks: 0 },
    });
  });

  it('is postponed by the last death allowed, and fails nothing', () => {
    const died = (deaths: number): PairEvent => ({
      type: 'PassDied',
      data: { ...look, lease: 1, deaths },
    });
    given(...looking)
      .when({ ...ofLook, kind: 'TellDeath' })
      .then(died(1));
    given(...looking, died(deathsMax - 1), granted)
      .when({ ...ofLook, kind: 'TellDeath' })
      .then(died(deathsMax), postponed('worker-died', 5 + 10 * minuteMs));
  });

  it('gives way to a delta that a person asks for, until a worker has it', () => {
    const delta: PairCommand = { ...command, kind: 'RequestPass', passId: 'd', pass: 'delta' };
    given(...completed, scheduled('watch', 'w'))
      .when(delta)
      .then({
        type: 'PassScheduled',
        data: { ...fact, passId: 'd', generation: 1, pass: 'delta' },
      });
    given(...looking)
      .when(delta)
      .thenRejected('PassUnderWay');
  });
});
