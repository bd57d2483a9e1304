import { describe, expect, it } from 'vitest';
import type { PairCommand } from './pair-commands.ts';
import { pairDecider } from './pair.decide.ts';
import { initialPair, type Pair } from './pair.ts';

type Wish = PairCommand extends infer C
  ? C extends PairCommand
    ? Omit<C, 'commandId' | 'atMs' | 'actor'>
    : never
  : never;

const taken: Wish = {
  ...{ kind: 'AddPair', mailboxes: { source: 'ann@old', sourceId: 'entryUUID:1' } },
  ...{ placing: { jobId: 'j' }, byConditions: true },
};
const matched: Wish = { kind: 'MatchPair', target: 'ann@new', matchedBy: 'typed' };
const scheduled: Wish = { kind: 'SchedulePass', passId: 'p', run: 1 };
const granted: Wish = { kind: 'GrantLease', passId: 'p', workerId: 'w', untilMs: 9 };
const leaves: Wish = { kind: 'LeavePair', why: 'not-included' };
const totals = {
  ...{ migrated: 4, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 9,
};

function given(...wishes: readonly Wish[]) {
  let pair: Pair = initialPair();
  let types: string[] = [];
  let reason: string | undefined;
  for (const wish of wishes) {
    const command = { ...wish, commandId: 'c', atMs: 1, actor: 'ann' } as PairCommand;
    const decided = pairDecider.decide(pair, command);
    reason = 'kind' in decided ? decided.reason : undefined;
    types = 'kind' in decided ? [] : decided.map(({ type }) => type);
    if (!('kind' in decided)) pair = decided.reduce(pairDecider.evolve, pair);
  }
  return { pair, types, reason };
}

describe('a pair that leaves its job by conditions', () => {
  const completed: Wish = { kind: 'CompletePass', passId: 'p', lease: 1, totals };

  it('is gone at once where nobody writes it, and comes back as it was', () => {
    const before = given(taken, matched, scheduled, granted, completed);
    const left = given(taken, matched, scheduled, granted, completed, leaves);
    expect(left.types).toEqual(['PairLeft']);
    expect(left.pair.status).toBe('removed');
    const back = given(taken, matched, scheduled, granted, completed, leaves, taken);
    expect(back.types).toEqual(['PairReturned']);
    expect(back.pair).toEqual(before.pair);
    expect(back.pair).toMatchObject({ generation: 1, hasCompleted: true, isMatched: true });
  });

  it.each([
    ['paused', { kind: 'PausePass', passId: 'p', lease: 1, reason: 'stopped', retryAt: undefined }],
    ['completed', completed],
    ['failed', { kind: 'FailPass', passId: 'p', lease: 1, code: 'x' }],
    ['given back', { kind: 'ReleaseLease', passId: 'p', lease: 1 }],
    ['silent', { kind: 'ExpireLease', passId: 'p', lease: 1 }],
    ['dead', { kind: 'TellDeath', passId: 'p', lease: 1 }],
  ] as const)('waits for the worker that has it: %s', (_how, end) => {
    const leaving = given(taken, matched, scheduled, granted, leaves);
    expect(leaving.types).toEqual(['PairLeaving']);
    expect(leaving.pair).toMatchObject({ status: 'under-way', leaving: 'not-included' });
    const left = given(taken, matched, scheduled, granted, leaves, end);
    expect(left.types.at(-1)).toBe('PairLeft');
    expect(left.pair.status).toBe('removed');
  });

  it('keeps the pass that a silent worker had: the next one waits for it', () => {
    const expired: Wish = { kind: 'ExpireLease', passId: 'p', lease: 1 };
    const { pair } = given(taken, matched, scheduled, granted, leaves, expired, taken);
    expect(pair).toMatchObject({ status: 'under-way', lease: undefined, wasLeased: true });
    const reset: Wish = { kind: 'ResetPair' };
    expect(given(taken, matched, scheduled, granted, leaves, expired, taken, reset).reason).toBe(
      'PassUnderWay',
    );
  });

  it('stays where it is taken again before it has left', () => {
    const { types, pair } = given(taken, matched, scheduled, granted, leaves, taken);
    expect(types).toEqual(['PairReturned']);
    expect(pair).toMatchObject({ status: 'under-way', leaving: undefined });
  });

  it('is by hand once a person brings it back, and begins anew with another target', () => {
    const mailboxes = { source: 'ann@old', target: 'ann@new' };
    const byHand: Wish = { kind: 'AddPair', mailboxes, placing: { jobId: 'j' } };
    expect(given(taken, matched, leaves, byHand).pair).toMatchObject({ isByConditions: false });
    const other: Wish = {
      ...byHand,
      mailboxes: { source: 'ann@old', target: 'zoe@new' },
    };
    const anew = given(taken, matched, scheduled, leaves, other);
    expect(anew.types).toEqual(['PairAdded']);
    expect(anew.pair).toMatchObject({ generation: 2, hasCompleted: false });
  });

  it('takes no order while it is away', () => {
    expect(given(taken, leaves, matched).reason).toBe('PairUnknown');
    expect(given(taken, leaves, leaves).reason).toBe('PairUnknown');
  });

  it('begins anew where somebody removed it', () => {
    const { types, pair } = given(taken, matched, { kind: 'RemovePair' }, taken);
    expect(types).toEqual(['PairAdded']);
    expect(pair).toMatchObject({ generation: 2 });
  });
});
