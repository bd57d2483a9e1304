import { describe, expect, it } from 'vitest';
import {
  answerAgeMsMax,
  clockSkewMs,
  processingAllowanceMs,
  type SettlingFacts,
  settlingTimeOf,
} from './lost-writes.ts';
import type { BatchView } from './pass-ledger.ts';

const minuteMs = 60_000;

function batch(changes: Partial<BatchView> = {}): BatchView {
  const told = { b: 0, f: 0, epoch: 1, fence: 10, upper: 0, notAfterWallMs: 500_000, drainMs: 700 };
  const state = { isOpen: true, watchUntilWallMs: 0, isRebased: false };
  return { ...told, ...state, isUnlocated: () => false, items: () => [], ...changes };
}

const facts: SettlingFacts = {
  nowWallMs: 1_000_000,
  openedAtWallMs: 900_000,
  openedAgoMs: 100_000,
  epoch: 2,
  isWriterDead: false,
  lettingGoMs: 65 * minuteMs,
  lost: undefined,
};

describe('a batch of an earlier epoch', () => {
  it('is judged once its deadline, skew and processing are over, and is watched until the server lets go', () => {
    expect(settlingTimeOf(batch(), facts)).toEqual({
      safeAtWallMs: 500_000 + clockSkewMs + processingAllowanceMs,
      watchUntilWallMs: 900_000 + facts.lettingGoMs,
    });
    const late = settlingTimeOf(batch({ notAfterWallMs: 990_000 }), facts);
    expect(late.watchUntilWallMs).toBe(990_000 + facts.lettingGoMs);
  });

  it('waits only for what must drain where its writer is proven dead, but is watched as long', () => {
    expect(settlingTimeOf(batch(), { ...facts, isWriterDead: true })).toEqual({
      safeAtWallMs: 900_700,
      watchUntilWallMs: 900_000 + facts.lettingGoMs,
    });
  });
});

describe('a batch whose writer promised how old an answer lets its bytes go', () => {
  const promised = { notAfterWallMs: 1_100_000, answerAgeMs: answerAgeMsMax };
  const quietAtMs = 900_000 + answerAgeMsMax;

  it('is judged when nothing can be let go any more and the server has had its time, but is watched as long', () => {
    expect(settlingTimeOf(batch(promised), facts)).toEqual({
      safeAtWallMs: quietAtMs + processingAllowanceMs,
      watchUntilWallMs: 1_100_000 + facts.lettingGoMs,
    });
    const slow = settlingTimeOf(batch({ ...promised, drainMs: 90_000 }), facts);
    expect(slow.safeAtWallMs).toBe(quietAtMs + 90_000);
  });

  it('is judged neither sooner nor later where the wall clock was set since', () => {
    const aheadMs = 3_600_000;
    const set = { ...facts, nowWallMs: facts.nowWallMs + aheadMs, openedAgoMs: 5_000 };
    const late = { ...promised, notAfterWallMs: 9_000_000 };
    const waitMs = settlingTimeOf(batch(late), set).safeAtWallMs - set.nowWallMs;
    expect(waitMs).toBe(answerAgeMsMax + processingAllowanceMs - 5_000);
  });

  it('is never waited for beyond its deadline', () => {
    const over = batch({ ...promised, notAfterWallMs: 500_000 });
    expect(settlingTimeOf(over, facts)).toEqual(settlingTimeOf(batch(), facts));
    const slow = batch({ ...promised, drainMs: 60 * minuteMs });
    const late = 1_100_000 + clockSkewMs + processingAllowanceMs;
    expect(settlingTimeOf(slow, facts).safeAtWallMs).toBe(late);
  });

  it('waits only for what must drain where its writer is proven dead', () => {
    const dead = { ...facts, isWriterDead: true };
    expect(settlingTimeOf(batch(promised), dead).safeAtWallMs).toBe(900_700);
  });
});

describe('a batch whose writer said when its last connection was closed', () => {
  const said = { ...facts, isWriterDead: true, letGoAtWallMs: 880_000 };

  it('is judged and watched from then on, and not from when somebody comes back to it', () => {
    expect(settlingTimeOf(batch(), said)).toEqual({
      safeAtWallMs: 880_700,
      watchUntilWallMs: 880_000 + facts.lettingGoMs,
    });
  });

  it('is not believed where its time is still to come, or its clock is another host’s', () => {
    const dead = { ...facts, isWriterDead: true };
    const ahead = { ...dead, letGoAtWallMs: 990_000 };
    expect(settlingTimeOf(batch(), ahead)).toEqual(settlingTimeOf(batch(), dead));
    const elsewhere = { ...said, isWriterDead: false };
    expect(settlingTimeOf(batch(), elsewhere)).toEqual(settlingTimeOf(batch(), facts));
  });
});

describe('a batch of this pass', () => {
  const own = batch({ epoch: 2 });
  const now = { safeAtWallMs: 1_000_000, watchUntilWallMs: 0 };

  it('is judged at once where nothing of it can still be committed', () => {
    expect(settlingTimeOf(own, facts)).toEqual(now);
    const lost = { atWallMs: 950_000, mayStillCommit: false };
    expect(settlingTimeOf(own, { ...facts, lost })).toEqual(now);
  });

  it('waits where the server may have what it needs, for processing or the longer drain', () => {
    const lost = { atWallMs: 950_000, mayStillCommit: true };
    expect(settlingTimeOf(own, { ...facts, lost })).toEqual({
      safeAtWallMs: 950_000 + processingAllowanceMs,
      watchUntilWallMs: 950_000 + facts.lettingGoMs,
    });
    const slow = batch({ epoch: 2, drainMs: 90_000 });
    expect(settlingTimeOf(slow, { ...facts, lost }).safeAtWallMs).toBe(950_000 + 90_000);
  });
});
