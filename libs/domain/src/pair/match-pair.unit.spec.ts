import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { PairCommand } from './pair-commands.ts';
import type { PairEvent, PairMailboxes } from './pair-events.ts';
import { pairDecider } from './pair.decide.ts';
import { initialPair } from './pair.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const source: PairMailboxes = { source: 'ann@old', sourceUser: 'ann', externalId: '7' };
const onto = (target: string): PairMailboxes => ({ ...source, target, matchedBy: 'automatic' });

const open: PairEvent = {
  type: 'PairAdded',
  data: { ...fact, jobId: 'j', priority: 1, isMatched: false },
  sealed: source,
};
const matched = (target: string, generation?: number): PairEvent => ({
  type: 'PairMatched',
  data: { ...fact, ...(generation === undefined ? {} : { generation }) },
  sealed: onto(target),
});
const unmatched: PairEvent = { type: 'PairUnmatched', data: fact, sealed: source };
const scheduled: PairEvent = {
  type: 'PassScheduled',
  data: { ...fact, passId: 'p', generation: 1, run: 1 },
};
const granted: PairEvent = {
  type: 'LeaseGranted',
  data: { ...fact, passId: 'p', lease: 1, workerId: 'w', untilMs: 9 },
};
const released: PairEvent = { type: 'LeaseReleased', data: { ...fact, passId: 'p', lease: 1 } };
const silent: PairEvent = { type: 'LeaseExpired', data: { ...fact, passId: 'p', lease: 1 } };
const failed: PairEvent = { type: 'PassFailed', data: { ...fact, passId: 'p', code: 'throttled' } };

const match = (target: string): PairCommand => ({
  ...command,
  kind: 'MatchPair',
  target,
  matchedBy: 'automatic',
});
const unmatch: PairCommand = { ...command, kind: 'UnmatchPair' };
const add: PairCommand = {
  ...command,
  kind: 'AddPair',
  mailboxes: source,
  placing: { jobId: 'j' },
};

const fold = (...events: readonly PairEvent[]) => events.reduce(pairDecider.evolve, initialPair());

describe('a folder root', () => {
  const rooted: PairMailboxes = { ...source, folderRoot: 'Old mail/Ann' };
  const addedRooted: PairEvent = {
    type: 'PairAdded',
    data: { ...fact, jobId: 'j', priority: 1, isMatched: false },
    sealed: rooted,
  };

  const onMatched = (sealed: PairMailboxes): PairEvent => ({
    type: 'PairMatched',
    data: fact,
    sealed,
  });

  it('is the row’s own: it stays when the target is taken away, and holds for the next one', () => {
    given(addedRooted)
      .when(match('ann@new'))
      .then(onMatched({ ...onto('ann@new'), ...rooted }));
    given(addedRooted, onMatched({ ...onto('ann@new'), ...rooted }))
      .when(unmatch)
      .then({ type: 'PairUnmatched', data: fact, sealed: rooted });
  });

  it('changes with the ledger kept: nothing begins anew, and a pass may run meanwhile', () => {
    const mailboxes = { ...onto('ann@new'), folderRoot: 'Elsewhere' };
    given(open, matched('ann@new'), scheduled, granted)
      .when({ ...command, kind: 'EditPair', mailboxes })
      .then({ type: 'PairEdited', data: fact, sealed: mailboxes });
  });

  it('that is as it was is no news', () => {
    const mailboxes = { ...onto('ann@new'), folderRoot: 'Old mail/Ann' };
    given(open, onMatched(mailboxes))
      .when({ ...command, kind: 'EditPair', mailboxes })
      .then();
  });
});

describe('a pair without a target', () => {
  it('is added as one that is not matched', () => {
    given().when(add).then(open);
  });

  it('gets no pass', () => {
    const asked: readonly PairCommand[] = [
      { ...command, kind: 'SchedulePass', passId: 'p' },
      { ...command, kind: 'RequestPass', passId: 'p', pass: 'start' },
    ];
    for (const one of asked) {
      given(open).when(one).thenRejected('NotMatched');
      given(open, matched('ann@new'), unmatched).when(one).thenRejected('NotMatched');
    }
    given(open, matched('ann@new'))
      .when({ ...command, kind: 'SchedulePass', passId: 'p', run: 1 })
      .then(scheduled);
  });
});

describe('match', () => {
  it('gives it a target; the same once more changes nothing', () => {
    given(open).when(match('ann@new')).then(matched('ann@new'));
    given(open, matched('ann@new')).when(match('ann@new')).then();
  });

  it('begins the next ledger with another target, once there is one', () => {
    given(open, matched('ann@new')).when(match('eve@new')).then(matched('eve@new'));
    given(open, matched('ann@new'), scheduled, failed)
      .when(match('eve@new'))
      .then(matched('eve@new', 2));
  });

  it('goes on with the ledger of the target that it had', () => {
    given(open, matched('ann@new'), scheduled, failed, unmatched)
      .when(match('ann@new'))
      .then(matched('ann@new'));
    given(open, matched('ann@new'), scheduled, failed, unmatched)
      .when(match('eve@new'))
      .then(matched('eve@new', 2));
  });

  it('another target’s history is not this one’s', () => {
    const other = fold(open, matched('ann@new'), scheduled, failed, matched('eve@new', 2));
    expect(other).toMatchObject({ generation: 2, lastEnd: undefined, lastRun: 0 });
    const same = fold(open, matched('ann@new'), scheduled, failed, unmatched, matched('ann@new'));
    expect(same).toMatchObject({ generation: 1, lastEnd: { kind: 'failed' }, lastRun: 1 });
  });

  it('waits until the worker has let go', () => {
    const running = [open, matched('ann@new'), scheduled, granted];
    given(...running)
      .when(match('eve@new'))
      .thenRejected('PassUnderWay');
    given(...running, released)
      .when(match('eve@new'))
      .then(matched('eve@new', 2));
  });

  it('is what an edit with a target comes to', () => {
    given(open)
      .when({ ...command, kind: 'EditPair', mailboxes: onto('ann@new') })
      .then({ type: 'PairEdited', data: fact, sealed: onto('ann@new') });
  });
});

describe('unmatch', () => {
  it('takes the target, and nothing else', () => {
    given(open, matched('ann@new')).when(unmatch).then(unmatched);
    given(open).when(unmatch).then();
    expect(fold(open, matched('ann@new'), unmatched)).toMatchObject({ mailboxes: source });
  });

  it('is not while somebody may be writing', () => {
    given(open, matched('ann@new'), scheduled).when(unmatch).then(unmatched);
    const running = [open, matched('ann@new'), scheduled, granted];
    given(...running)
      .when(unmatch)
      .thenRejected('PassUnderWay');
    given(...running, silent)
      .when(unmatch)
      .thenRejected('PassUnderWay');
  });

  it('leaves a pass that its run owes to the next match', () => {
    expect(fold(open, matched('ann@new'), scheduled, unmatched)).toMatchObject({
      status: 'ready',
      lastRun: 0,
    });
  });
});
