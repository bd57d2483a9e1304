import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { PairCommand } from './pair-commands.ts';
import { deathCode, deathsMax, pairDecider } from './pair.decide.ts';
import type { PairEvent, PairMailboxes, PassTotals } from './pair-events.ts';
import { initialPair } from './pair.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const fold = (...events: readonly PairEvent[]) => events.reduce(pairDecider.evolve, initialPair());
const fact = { atMs: 5, actor: 'scheduler' };
const command = { commandId: 'c', ...fact };
const mailboxes: PairMailboxes = { source: 'ann@old', target: 'ann@new' };
const totals: PassTotals = {
  ...{ migrated: 3, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 300,
};

const added: PairEvent = {
  type: 'PairAdded',
  data: { ...fact, jobId: 'j', priority: 2 },
  sealed: mailboxes,
};
const scheduled = (passId: string, run?: number): PairEvent => ({
  type: 'PassScheduled',
  data: { ...fact, passId, generation: 1, pass: 'start', ...(run === undefined ? {} : { run }) },
});
const granted = (lease: number, workerId = 'w'): PairEvent => ({
  type: 'LeaseGranted',
  data: { ...fact, passId: 'p', lease, workerId, untilMs: 60 },
});
const leaseEnd = (type: 'LeaseExpired' | 'LeaseReleased', lease: number): PairEvent => ({
  type,
  data: { ...fact, passId: 'p', lease },
});
const died = (lease: number, deaths: number): PairEvent => ({
  type: 'PassDied',
  data: { ...fact, passId: 'p', lease, deaths },
});
const completed: PairEvent = { type: 'PassCompleted', data: { ...fact, passId: 'p', totals } };
const failed: PairEvent = { type: 'PassFailed', data: { ...fact, passId: 'p', code: 'x' } };
const paused = (more: object = {}): PairEvent => ({
  type: 'PassPaused',
  data: { ...fact, passId: 'p', reason: 'throttled', retryAt: 60, ...more },
});
const held: PairEvent = { type: 'PairHeld', data: fact };
const released: PairEvent = { type: 'PairReleased', data: fact };
const removed: PairEvent = { type: 'PairRemoved', data: fact };

const grant: PairCommand = {
  ...command,
  ...{ kind: 'GrantLease', passId: 'p', workerId: 'w', untilMs: 60 },
};
const complete: PairCommand = { ...command, kind: 'CompletePass', passId: 'p', lease: 1, totals };
const death = (lease: number): PairCommand => ({
  ...command,
  kind: 'TellDeath',
  passId: 'p',
  lease,
});

describe('a lease', () => {
  it('is granted on the pass that waits, numbered through', () => {
    given(added, scheduled('p')).when(grant).then(granted(1));
    given(added, scheduled('p'), granted(1), leaseEnd('LeaseExpired', 1))
      .when(grant)
      .then(granted(2));
  });

  it('is refused where another worker has the pass, another pass is current, or the pair is held', () => {
    given(added, scheduled('p'), granted(1)).when(grant).thenRejected('LeaseNotCurrent');
    given(added, scheduled('q')).when(grant).thenRejected('PassNotCurrent');
    given(added).when(grant).thenRejected('PassNotCurrent');
    given(added, scheduled('p'), held).when(grant).thenRejected('PairHeld');
    given(added, scheduled('p'), held, released).when(grant).then(granted(1));
  });

  it.each(['ExpireLease', 'ReleaseLease'] as const)(
    '%s puts the pass back into the queue',
    (kind) => {
      const type = kind === 'ExpireLease' ? 'LeaseExpired' : 'LeaseReleased';
      const end: PairCommand = { ...command, kind, passId: 'p', lease: 1 };
      given(added, scheduled('p'), granted(1)).when(end).then(leaseEnd(type, 1));
      given(added, scheduled('p'), granted(1), granted(2))
        .when(end)
        .thenRejected('LeaseNotCurrent');
      given(added, scheduled('p')).when(end).thenRejected('LeaseNotCurrent');
      expect(fold(added, scheduled('p'), granted(1), leaseEnd(type, 1))).toMatchObject({
        ...{ status: 'under-way', passId: 'p', lease: undefined, leaseCount: 1 },
      });
    },
  );

  it('lets only its holder tell the end of the pass', () => {
    given(added, scheduled('p'), granted(1)).when(complete).then(completed);
    given(added, scheduled('p'), granted(1), leaseEnd('LeaseExpired', 1))
      .when(complete)
      .thenRejected('LeaseNotCurrent');
    given(added, scheduled('p'), granted(1), granted(2))
      .when(complete)
      .thenRejected('LeaseNotCurrent');
  });
});

describe('the death of what ran a pass', () => {
  it('queues it again, and parks the pair with the last one allowed', () => {
    const start = [added, scheduled('p'), granted(1)];
    given(...start)
      .when(death(1))
      .then(died(1, 1));
    const often = [...start, died(1, deathsMax - 1), granted(2)];
    const parked: PairEvent = {
      type: 'PassFailed',
      data: { ...fact, passId: 'p', code: deathCode, scope: 'mailbox' },
    };
    given(...often)
      .when(death(2))
      .then(died(2, deathsMax), parked);
  });

  it('is forgotten with the pass’s end', () => {
    const start = [added, scheduled('p'), granted(1), died(1, 2)];
    for (const end of [completed, failed, paused()]) {
      expect(fold(...start, end)).toMatchObject({ deaths: 0 });
    }
  });
});

describe('pauses', () => {
  it('are counted in a row while nothing moves', () => {
    const again = [scheduled('p'), paused()];
    expect(fold(added, ...again, ...again)).toMatchObject({ pauses: 2 });
    const moved = paused({ progressed: true });
    expect(fold(added, ...again, ...again, scheduled('p'), moved)).toMatchObject({ pauses: 1 });
    expect(fold(added, ...again, scheduled('p'), completed)).toMatchObject({ pauses: 0 });
  });

  it('say that the pass moved, where it did', () => {
    const pause = { ...command, kind: 'PausePass', passId: 'p', reason: 'throttled' } as const;
    given(added, scheduled('p'))
      .when({ ...pause, retryAt: 60, progressed: true })
      .then(paused({ progressed: true }));
    given(added, scheduled('p'))
      .when({ ...pause, retryAt: 60, progressed: false })
      .then(paused());
  });
});

describe('priority and hold', () => {
  it('change once', () => {
    const set: PairCommand = { ...command, kind: 'SetPriority', priority: 1 };
    given(added)
      .when(set)
      .then({ type: 'PriorityChanged', data: { ...fact, priority: 1 } });
    given(added)
      .when({ ...set, priority: 2 })
      .then();
    given(added)
      .when({ ...command, kind: 'HoldPair' })
      .then(held);
    given(added, held)
      .when({ ...command, kind: 'HoldPair' })
      .then();
    given(added, held)
      .when({ ...command, kind: 'ReleasePair' })
      .then(released);
    given(added)
      .when({ ...command, kind: 'ReleasePair' })
      .then();
  });
});

describe('request pass', () => {
  const request = (pass: 'start' | 'delta'): PairCommand => ({
    ...command,
    ...{ kind: 'RequestPass', passId: 'q', pass },
  });
  const asked = (pass: 'start' | 'delta'): PairEvent => ({
    type: 'PassScheduled',
    data: { ...fact, passId: 'q', generation: 1, pass },
  });

  it('takes what is new only where a pass was completed', () => {
    given(added).when(request('delta')).thenRejected('NeverCompleted');
    given(added, scheduled('p'), failed).when(request('delta')).thenRejected('NeverCompleted');
    given(added, scheduled('p'), completed).when(request('delta')).then(asked('delta'));
    given(added, scheduled('p'), completed).when(request('start')).thenRejected('AlreadyCompleted');
  });

  it('tries a failed delta again', () => {
    const events = [added, scheduled('p'), completed, scheduled('p'), failed];
    given(...events)
      .when(request('delta'))
      .then(asked('delta'));
  });

  it('lets a paused pass go on as what it is, and takes none over', () => {
    given(added, scheduled('p'), paused()).when(request('delta')).then(asked('start'));
    given(added, scheduled('p')).when(request('start')).thenRejected('PassUnderWay');
  });
});

describe('edit pair', () => {
  const edit = (other: Partial<PairMailboxes>, credentials?: { source: number }): PairCommand => ({
    ...command,
    ...{ kind: 'EditPair', mailboxes: { ...mailboxes, ...other } },
    ...(credentials === undefined ? {} : { credentials }),
  });
  const edited = (other: Partial<PairMailboxes>, data: object = {}): PairEvent => ({
    type: 'PairEdited',
    data: { ...fact, ...data },
    sealed: { ...mailboxes, ...other },
  });

  it('changes nothing where it says nothing new', () => {
    given(added).when(edit({})).then();
  });

  it('keeps the ledger with other users and passwords, also while a pass runs', () => {
    const running = [added, scheduled('p'), granted(1)];
    given(...running)
      .when(edit({ sourceUser: 'boss' }))
      .then(edited({ sourceUser: 'boss' }));
    given(...running)
      .when(edit({}, { source: 2 }))
      .then(edited({}, { credentials: { source: 2 } }));
    expect(fold(...running, edited({ sourceUser: 'boss' }))).toMatchObject({ status: 'under-way' });
  });

  it('begins another ledger with other mailboxes, once there is one, and not under a worker', () => {
    const other = { target: 'ann@other' };
    given(added).when(edit(other)).then(edited(other));
    given(added, scheduled('p'), completed)
      .when(edit(other))
      .then(edited(other, { generation: 2 }));
    given(added, scheduled('p'), granted(1)).when(edit(other)).thenRejected('PassUnderWay');
    expect(
      fold(added, scheduled('p', 1), completed, edited(other, { generation: 2 })),
    ).toMatchObject({
      ...{ status: 'ready', generation: 2, lastRun: 0, hasCompleted: false, lastEnd: undefined },
    });
  });
});

describe('reset and remove', () => {
  const reset: PairCommand = { ...command, kind: 'ResetPair' };
  const remove: PairCommand = { ...command, kind: 'RemovePair' };
  const hasReset: PairEvent = { type: 'PairReset', data: { ...fact, generation: 2 } };

  it('are allowed while the pass waits and nobody had it', () => {
    given(added, scheduled('p')).when(reset).then(hasReset);
    given(added, scheduled('p')).when(remove).then(removed);
    expect(fold(added, scheduled('p'), hasReset)).toMatchObject({ status: 'ready', lastRun: 0 });
  });

  it('are again once the worker has given it back, unless another one before it was silent', () => {
    const [givenBack, silent] = [leaseEnd('LeaseReleased', 1), leaseEnd('LeaseExpired', 1)];
    given(added, scheduled('p'), granted(1), givenBack).when(reset).then(hasReset);
    given(added, scheduled('p'), granted(1), silent, granted(2), leaseEnd('LeaseReleased', 2))
      .when(reset)
      .thenRejected('PassUnderWay');
  });

  it('are not while a worker has it; a reset not either when one that is silent may still write', () => {
    const running = [added, scheduled('p'), granted(1)];
    given(...running)
      .when(reset)
      .thenRejected('PassUnderWay');
    given(...running)
      .when(remove)
      .thenRejected('PassUnderWay');
    const silent = [...running, leaseEnd('LeaseExpired', 1)];
    given(...silent)
      .when(reset)
      .thenRejected('PassUnderWay');
    given(...silent, scheduled('q'))
      .when(reset)
      .thenRejected('PassUnderWay');
    given(...silent, granted(2), paused())
      .when(reset)
      .then(hasReset);
  });

  it('leave the old ledgers to nobody: a pair that is added again begins the next', () => {
    const again: PairCommand = { ...command, kind: 'AddPair', mailboxes };
    const next: PairEvent = {
      type: 'PairAdded',
      data: { ...fact, priority: 1, generation: 2 },
      sealed: mailboxes,
    };
    given(added, scheduled('p'), granted(1), completed, removed).when(again).then(next);
    expect(fold(added, scheduled('p'), granted(1), completed, removed, next)).toMatchObject({
      ...{ status: 'ready', generation: 2, leaseCount: 1, passCount: 0 },
    });
    given(added, removed).when(remove).thenRejected('PairUnknown');
  });
});

describe('the run of the job', () => {
  it('is the last that the pair had a pass of', () => {
    expect(fold(added)).toMatchObject({ lastRun: 0 });
    expect(fold(added, scheduled('p', 2), completed)).toMatchObject({
      lastRun: 2,
      hasCompleted: true,
    });
    expect(fold(added, scheduled('p', 2), completed, scheduled('q'))).toMatchObject({ lastRun: 2 });
    expect(fold(added, scheduled('p', 2), completed, scheduled('q', 3), failed)).toMatchObject({
      ...{ lastRun: 3, hasCompleted: true, lastEnd: { kind: 'failed', code: 'x' } },
    });
  });
});
