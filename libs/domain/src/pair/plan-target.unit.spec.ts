import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { Job } from '../job/job.ts';
import type { PairCommand } from './pair-commands.ts';
import type { PairEvent } from './pair-events.ts';
import { pairDecider } from './pair.decide.ts';
import type { initialPair } from './pair.ts';
import { isTargetOwed } from './target-owed.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const source = { source: 'ann@old', externalId: '7' };
const user = { dn: 'cn=Ann,dc=new', address: 'ann@new', alias: 'ann', name: 'Ann' };

const open: PairEvent = {
  type: 'PairAdded',
  data: { ...fact, jobId: 'j', isMatched: false },
  sealed: source,
};
const matched: PairEvent = {
  type: 'PairMatched',
  data: fact,
  sealed: { ...source, target: 'ann@new', matchedBy: 'typed' },
};
const plannedAs = (plan: 'create' | 'enable'): PairEvent => ({
  ...{ type: 'TargetPlanned', data: { ...fact, plan }, sealed: user },
});
const planned = plannedAs('create');
const left: PairEvent = { type: 'TargetPlanned', data: { ...fact, plan: 'leave' } };
const asked: PairEvent = { type: 'TargetAsked', data: fact };
const begun = (making: number, more: { untilMs?: number; run?: number; password?: number } = {}) =>
  ({
    type: 'TargetBegun',
    data: { ...fact, making, workerId: 'w', untilMs: 9, ...more },
  }) as const satisfies PairEvent;
const made: readonly PairEvent[] = [
  { type: 'TargetMade', data: { ...fact, making: 1 } },
  {
    ...{ type: 'PairMatched', data: fact },
    sealed: { ...source, target: 'ann@new', matchedBy: 'created' },
  },
];
const refusedBy = (making: number): PairEvent => ({
  ...{ type: 'TargetRefused', data: { ...fact, making, code: 'hook-denied' } },
});

const plan: PairCommand = { ...command, kind: 'PlanTarget', plan: 'create', planned: user };
const leave: PairCommand = { ...command, kind: 'PlanTarget', plan: 'leave' };
const back: PairCommand = { ...command, kind: 'PlanTarget' };
const ask: PairCommand = { ...command, kind: 'AskTarget' };
const begin = (atMs = 5): PairCommand => ({
  ...{ ...command, atMs, kind: 'BeginTarget', workerId: 'w', untilMs: 9 },
});
const tell = (making: number): PairCommand => ({
  ...{ ...command, kind: 'TellTargetMade', making, address: 'ann@new' },
});
const refuse = (making: number): PairCommand => ({
  ...{ ...command, kind: 'RefuseTarget', making, code: 'hook-denied', words: 'no' },
});
const match: PairCommand = { ...command, kind: 'MatchPair', target: 'x@new', matchedBy: 'typed' };
const password: PairCommand = { ...command, kind: 'TellPassword' };

describe('what is planned for a mailbox without target', () => {
  it('is kept until something else is, and a repeat changes nothing', () => {
    given(open).when(plan).then(planned);
    given(open, planned).when(plan).then();
    given(open, planned).when(back).then({ type: 'TargetPlanned', data: fact });
    given(open).when(back).then();
  });

  it('is nothing for one that has a target', () => {
    given(open, matched).when(plan).thenRejected('AlreadyMatched');
    given(open, matched).when(back).then();
    given(open, planned, matched).when(ask).thenRejected('AlreadyMatched');
    given(open, matched, { type: 'PairUnmatched', data: fact, sealed: source })
      .when(ask)
      .thenRejected('NothingPlanned');
  });

  it('may be to leave it, which takes its target from it, unless somebody may be writing there', () => {
    given(open).when(leave).then(left);
    given(open, matched)
      .when(leave)
      .then({ type: 'PairUnmatched', data: fact, sealed: source }, left);
    const pass: readonly PairEvent[] = [
      { type: 'PassScheduled', data: { ...fact, passId: 'p', generation: 1 } },
      { type: 'LeaseGranted', data: { ...fact, passId: 'p', lease: 1, workerId: 'w', untilMs: 9 } },
    ];
    given(open, matched, ...pass)
      .when(leave)
      .thenRejected('PassUnderWay');
    given(open, left).when(ask).thenRejected('NothingPlanned');
    given(open, left).when(begin()).thenRejected('NothingPlanned');
  });
});

describe('making a target', () => {
  it('is begun by one at a time, counted', () => {
    given(open, planned, asked).when(begin()).then(begun(1));
    given(open, planned, asked, begun(1)).when(begin(8)).thenRejected('TargetBeingMade');
    given(open, planned, asked, begun(1))
      .when(begin(9))
      .then({
        ...begun(2),
        data: { ...begun(2).data, atMs: 9 },
      });
  });

  it('matches the pair with what was made', () => {
    given(open, planned, begun(1))
      .when(tell(1))
      .then(...made);
  });

  it('ends by the word of who has it now, and of nobody else', () => {
    given(open, planned, begun(1), begun(2)).when(tell(1)).thenRejected('MakingNotCurrent');
    given(open, planned, begun(1), begun(2)).when(refuse(1)).thenRejected('MakingNotCurrent');
    given(open, planned, begun(1), ...made)
      .when(refuse(1))
      .thenRejected('MakingNotCurrent');
    given(open, planned, begun(1))
      .when(refuse(1))
      .then({ ...refusedBy(1), sealed: { words: 'no' } } as PairEvent);
  });

  it('is not crossed by a match, another plan, an edit or a removal', () => {
    for (const other of [match, plan, leave, back, { ...command, kind: 'RemovePair' } as const]) {
      given(open, plannedAs('enable'), begun(1)).when(other).thenRejected('TargetBeingMade');
    }
    const mailboxes = { ...source, target: 'z@new' };
    given(open, planned, begun(1))
      .when({ ...command, kind: 'EditPair', mailboxes })
      .thenRejected('TargetBeingMade');
  });

  it('goes on with the password that was kept, until somebody has read it', () => {
    const events = [open, planned, begun(1, { password: 4 }), begun(2)];
    const known = fold(events);
    expect(known.making).toMatchObject({ password: 4, wasTold: false });
    given(...events)
      .when(password)
      .thenRejected('NoInitialPassword');
    given(...events, { type: 'TargetMade', data: { ...fact, making: 2 } }, made[1] as PairEvent)
      .when(password)
      .then({ type: 'InitialPasswordTold', data: { ...fact, password: 4 } });
    given(...events, ...made, { type: 'InitialPasswordTold', data: { ...fact, password: 4 } })
      .when(password)
      .thenRejected('NoInitialPassword');
  });
});

describe('when a target is owed', () => {
  const job = (status: 'draft' | 'running', run = 1, runKind = 'start') =>
    ({ status, run, runKind }) as Job;
  const owed = (events: readonly PairEvent[], at: Job) => isTargetOwed(fold(events), at);

  it('is when the job is started, or when somebody asks', () => {
    expect(owed([open, planned], job('draft'))).toBe(false);
    expect(owed([open, planned], job('running'))).toBe(true);
    expect(owed([open, planned], job('running', 2, 'delta'))).toBe(false);
    expect(owed([open, planned, asked], job('draft'))).toBe(true);
    expect(owed([open], job('running'))).toBe(false);
    expect(owed([open, left], job('running'))).toBe(false);
    expect(owed([open, planned, { type: 'PairHeld', data: fact }], job('running'))).toBe(false);
  });

  it('is once in a run, and again with the next Start', () => {
    const events = [open, planned, begun(1, { run: 1 }), refusedBy(1)];
    expect(owed(events, job('running', 1))).toBe(false);
    expect(owed(events, job('running', 2))).toBe(true);
    expect(owed([...events, asked], job('running', 1))).toBe(true);
  });

  it('is still when whoever makes it has died', () => {
    expect(owed([open, planned, begun(1)], job('draft'))).toBe(true);
  });
});

function fold(events: readonly PairEvent[]) {
  const state = events.reduce(pairDecider.evolve, pairDecider.initial());
  if (state.status === 'unknown' || state.status === 'removed') throw new Error('no pair');
  return state;
}
