import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { PairCommand } from './pair-commands.ts';
import { pairDecider } from './pair.decide.ts';
import type { PairEvent, PairMailboxes, PassTotals } from './pair-events.ts';
import { initialPair } from './pair.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const fact = { atMs: 5, actor: 'ann' };
const mailboxes: PairMailboxes = { source: 'imap://ann@old', target: 'imap://ann@new' };
const totals: PassTotals = {
  migrated: 3,
  excluded: 2,
  failed: 1,
  gone: 0,
  collapsed: 0,
  pending: 0,
  bytesMigrated: 300,
};

const added: PairEvent = {
  type: 'PairAdded',
  data: { ...fact, priority: 1 },
  sealed: mailboxes,
};
const scheduled = (passId: string, generation = 1): PairEvent => ({
  type: 'PassScheduled',
  data: { ...fact, passId, generation },
});
const completed: PairEvent = { type: 'PassCompleted', data: { ...fact, passId: 'p', totals } };
const failed: PairEvent = { type: 'PassFailed', data: { ...fact, passId: 'p', code: 'throttled' } };
const paused: PairEvent = {
  type: 'PassPaused',
  data: { ...fact, passId: 'p', reason: 'throttled', retryAt: 60 },
};
const reset: PairEvent = { type: 'PairReset', data: { ...fact, generation: 2 } };

const command = { commandId: 'c', ...fact };
const add: PairCommand = { ...command, kind: 'AddPair', mailboxes };
const schedule: PairCommand = { ...command, kind: 'SchedulePass', passId: 'p' };
const complete: PairCommand = { ...command, kind: 'CompletePass', passId: 'p', totals };
const fail: PairCommand = { ...command, kind: 'FailPass', passId: 'p', code: 'throttled' };
const pause: PairCommand = {
  ...command,
  kind: 'PausePass',
  passId: 'p',
  reason: 'throttled',
  retryAt: 60,
};
const resetPair: PairCommand = { ...command, kind: 'ResetPair' };

describe('add pair', () => {
  it('adds it once, the mailboxes sealed', () => {
    given().when(add).then(added);
    given(added).when(add).then();
  });

  it('writes its priority down, the first where nobody says one', () => {
    const placed: PairCommand = { ...add, placing: { jobId: 'j' } };
    const data = { ...fact, jobId: 'j' };
    given()
      .when(placed)
      .then({ ...added, data: { ...data, priority: 1 } });
    given()
      .when({ ...placed, placing: { jobId: 'j', priority: 4 } })
      .then({ ...added, data: { ...data, priority: 4 } });
  });

  it('has the priority 3 where its event is of a release that did not write it down', () => {
    const unsaid: PairEvent = { type: 'PairAdded', data: fact, sealed: mailboxes };
    const of = (event: PairEvent) => pairDecider.evolve(pairDecider.initial(), event);
    expect(of(unsaid)).toMatchObject({ priority: 3 });
    expect(of(added)).toMatchObject({ priority: 1 });
    const raise: PairCommand = { ...command, kind: 'SetPriority', priority: 1 };
    given(added).when(raise).then();
    given(unsaid)
      .when(raise)
      .then({ type: 'PriorityChanged', data: { ...fact, priority: 1 } });
  });

  it.each(['source', 'target'])('rejects another %s under its id', (side) => {
    const other = { ...mailboxes, [side]: 'imap://bob@old' };
    given(added)
      .when({ ...add, mailboxes: other })
      .thenRejected('OtherMailboxes');
  });

  it('takes the pair as it is once the key of its mailboxes is destroyed', () => {
    given({ ...added, sealed: undefined })
      .when(add)
      .then();
  });
});

describe('a pair that nobody added', () => {
  it.each([schedule, complete, fail, pause, resetPair])('rejects $kind', (asked) => {
    given().when(asked).thenRejected('PairUnknown');
  });
});

describe('schedule pass', () => {
  it('names the pass and the ledger’s generation', () => {
    given(added).when(schedule).then(scheduled('p'));
    given(added, reset).when(schedule).then(scheduled('p', 2));
  });

  it('takes over from a pass that told no end: its worker may be dead', () => {
    given(added, scheduled('earlier')).when(schedule).then(scheduled('p'));
  });

  it('goes on after a pause', () => {
    given(added, scheduled('p'), paused)
      .when({ ...schedule, passId: 'q' })
      .then(scheduled('q'));
  });
});

describe('the end of a pass', () => {
  const ends: [PairCommand, PairEvent][] = [
    [complete, completed],
    [fail, failed],
    [pause, paused],
  ];

  it.each(ends)('is told by the pass that is under way: $kind', (asked, event) => {
    given(added, scheduled('p')).when(asked).then(event);
  });

  it.each(ends)('is not taken from one that was superseded or has ended: $kind', (asked) => {
    given(added, scheduled('p'), scheduled('q')).when(asked).thenRejected('PassNotCurrent');
    given(added).when(asked).thenRejected('PassNotCurrent');
    for (const [, end] of ends) {
      given(added, scheduled('p'), end).when(asked).thenRejected('PassNotCurrent');
    }
  });

  it('needs no time where a pause waits for a person', () => {
    given(added, scheduled('p'))
      .when({ ...pause, retryAt: undefined })
      .then({ type: 'PassPaused', data: { ...fact, passId: 'p', reason: 'throttled' } });
  });
});

describe('reset pair', () => {
  it('begins the next generation of its ledger', () => {
    given(added, scheduled('p'), completed).when(resetPair).then(reset);
    given(added, scheduled('p'), paused).when(resetPair).then(reset);
  });

  it('matches nothing at the target where somebody says so, until it is reset again', () => {
    const apart: PairEvent = { ...reset, data: { ...reset.data, withoutMatching: true } };
    given(added, scheduled('p'), completed)
      .when({ ...resetPair, withoutMatching: true })
      .then(apart);
    const fold = (...events: readonly PairEvent[]) =>
      events.reduce(pairDecider.evolve, initialPair());
    expect(fold(added)).toMatchObject({ withoutMatching: false });
    expect(fold(added, apart, scheduled('p'), paused)).toMatchObject({ withoutMatching: true });
    const again = { ...reset, data: { ...reset.data, generation: 3 } };
    expect(fold(added, apart, again)).toMatchObject({ withoutMatching: false });
  });

  it('is rejected while a pass may write by the present one', () => {
    given(added, scheduled('p')).when(resetPair).thenRejected('PassUnderWay');
  });
});

describe('what a pair knows', () => {
  const fold = (...events: readonly PairEvent[]) =>
    events.reduce(pairDecider.evolve, initialPair());

  it('is how many passes there were and how the last one ended', () => {
    expect(fold(added, scheduled('p'), completed)).toMatchObject({
      status: 'ready',
      passCount: 1,
      lastEnd: { kind: 'completed', totals },
    });
    expect(fold(added, scheduled('p'), completed, scheduled('q'))).toMatchObject({
      status: 'under-way',
      passId: 'q',
      passCount: 2,
      lastEnd: { kind: 'completed' },
    });
    expect(fold(added, scheduled('p'), failed)).toMatchObject({
      status: 'ready',
      lastEnd: { kind: 'failed', code: 'throttled' },
    });
    expect(fold(added, scheduled('p'), paused)).toMatchObject({ status: 'paused', retryAt: 60 });
  });

  it('begins anew with a reset, but for who it is of', () => {
    expect(fold(added, scheduled('p'), completed, reset)).toMatchObject({
      status: 'ready',
      mailboxes,
      generation: 2,
      passCount: 1,
      lastEnd: undefined,
    });
  });

  it('is nothing before it was added', () => {
    expect(fold(scheduled('p'))).toEqual({ status: 'unknown' });
  });
});

describe('the wish to set copies aside that may be there twice', () => {
  const wish = { setsAside: true } as const;
  const asked: PairCommand = {
    ...command,
    ...{ kind: 'RequestPass', passId: 'q', pass: 'delta', ...wish },
  };
  const due = (passId: string, more: object = {}): PairEvent => ({
    type: 'PassScheduled',
    data: { ...fact, passId, generation: 1, ...more },
  });
  const done = [added, scheduled('p'), completed];

  it('is one of a delta', () => {
    given(...done)
      .when(asked)
      .then(due('q', { pass: 'delta', ...wish }));
    given(added, scheduled('p'), failed).when(asked).thenRejected('NeverCompleted');
  });

  it('outlives a pause, and nothing else', () => {
    const stopped: PairEvent = { ...paused, data: { ...paused.data, passId: 'q' } };
    const again: PairCommand = { ...command, kind: 'SchedulePass', passId: 'r', pass: 'delta' };
    const open = [...done, due('q', { pass: 'delta', ...wish })];
    given(...open, stopped)
      .when(again)
      .then(due('r', { pass: 'delta', ...wish }));
    given(...open, completed)
      .when(again)
      .then(due('r', { pass: 'delta' }));
    given(...open, reset)
      .when(again)
      .then({
        ...due('r', { pass: 'delta' }),
        data: { ...fact, passId: 'r', generation: 2, pass: 'delta' },
      } as PairEvent);
  });
});
