import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { PairCommand, RefreshedAddresses } from './pair-commands.ts';
import type { PairEvent, PairMailboxes, PairSide } from './pair-events.ts';
import { pairDecider } from './pair.decide.ts';
import { initialPair } from './pair.ts';

const given = specifyDecider<ReturnType<typeof initialPair>, PairCommand, PairEvent>(pairDecider);
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const known: PairMailboxes = {
  ...{ source: 'ann@old', sourceId: 'objectGUID:1' },
  ...{ target: 'ann@new', targetId: 'entryUUID:2', matchedBy: 'picked' },
};

const added = (mailboxes = known): PairEvent => ({
  type: 'PairAdded',
  data: { ...fact, jobId: 'j' },
  sealed: mailboxes,
});
const scheduled: PairEvent = {
  type: 'PassScheduled',
  data: { ...fact, passId: 'p', generation: 1, run: 1 },
};
const granted: PairEvent = {
  type: 'LeaseGranted',
  data: { ...fact, passId: 'p', lease: 1, workerId: 'w', untilMs: 9 },
};
const failed: PairEvent = { type: 'PassFailed', data: { ...fact, passId: 'p', code: 'throttled' } };
const unmatched: PairEvent = {
  type: 'PairUnmatched',
  data: fact,
  sealed: { source: known.source, sourceId: 'objectGUID:1' },
};

const refresh = (addresses: Partial<RefreshedAddresses>): PairCommand => ({
  ...command,
  kind: 'RefreshAddresses',
  by: 'directory',
  ...addresses,
});
const refreshed = (
  sealed: PairMailboxes,
  sides: readonly PairSide[],
  by: 'directory' | 'person' = 'directory',
): PairEvent => ({ type: 'AddressRefreshed', data: { ...fact, by, sides }, sealed });
const match = (target: string, targetId?: string): PairCommand => ({
  ...command,
  ...{ kind: 'MatchPair', target, matchedBy: 'picked' },
  ...(targetId === undefined ? {} : { targetId }),
});

const fold = (...events: readonly PairEvent[]) => events.reduce(pairDecider.evolve, initialPair());

describe('refreshed addresses', () => {
  it('are of each side that is called otherwise', () => {
    const source = { address: 'anna@old' };
    const target = { address: 'anna@new' };
    given(added())
      .when(refresh({ source }))
      .then(refreshed({ ...known, source: 'anna@old' }, ['source']));
    given(added())
      .when(refresh({ source, target }))
      .then(refreshed({ ...known, source: 'anna@old', target: 'anna@new' }, ['source', 'target']));
    given(added())
      .when(refresh({ source: { address: 'ann@old' }, target: { address: 'ann@new' } }))
      .then();
  });

  it('go with the ledger, whose history stays', () => {
    const now = { ...known, source: 'anna@old', target: 'anna@new' };
    const history = [added(), scheduled, failed, refreshed(now, ['source', 'target'])];
    expect(fold(...history)).toMatchObject({
      ...{ generation: 1, lastRun: 1, lastEnd: { kind: 'failed' } },
      ...{ mailboxes: now, ledgerOf: now },
    });
    given(...history)
      .when({ ...command, kind: 'EditPair', mailboxes: { ...now, externalId: '7' } })
      .then({ type: 'PairEdited', data: fact, sealed: { ...now, externalId: '7' } });
  });

  it('are taken also while a pass is under way, for the mailboxes are the same', () => {
    given(added(), scheduled, granted)
      .when(refresh({ source: { address: 'anna@old' } }))
      .then(refreshed({ ...known, source: 'anna@old' }, ['source']));
  });

  it('take along who signs in by the address', () => {
    const users = { ...known, sourceUser: 'Ann@old', targetUser: 'NEW\\ann' };
    given(added(users))
      .when(refresh({ source: { address: 'anna@old' }, target: { address: 'anna@new' } }))
      .then(
        refreshed({ ...users, source: 'anna@old', sourceUser: 'anna@old', target: 'anna@new' }, [
          'source',
          'target',
        ]),
      );
  });

  it('teach the id where none was known', () => {
    const plain: PairMailboxes = { source: 'ann@old', target: 'ann@new' };
    given(added(plain))
      .when(refresh({ target: { address: 'ann@new', id: 'entryUUID:2' } }))
      .then(refreshed({ ...plain, targetId: 'entryUUID:2' }, []));
  });

  it('give nobody a target', () => {
    given(added(), unmatched)
      .when(refresh({ target: { address: 'anna@new' } }))
      .then();
  });

  it('of a list forget the id of who was called so, and wait for the worker', () => {
    const { sourceId: _, ...rest } = known;
    const asked = refresh({ by: 'person', source: { address: 'anna@old' } });
    given(added())
      .when(asked)
      .then(refreshed({ ...rest, source: 'anna@old' }, ['source'], 'person'));
    given(added(), scheduled, granted).when(asked).thenRejected('PassUnderWay');
  });

  it('of the source keep the ledger of a target that is matched again', () => {
    const open = { source: 'anna@old', sourceId: 'objectGUID:1' };
    const history = [added(), scheduled, failed, unmatched, refreshed(open, ['source'])];
    given(...history)
      .when(match('ann@new', 'entryUUID:2'))
      .then({
        type: 'PairMatched',
        data: fact,
        sealed: { ...open, target: 'ann@new', targetId: 'entryUUID:2', matchedBy: 'picked' },
      });
  });
});

describe('a target that the directory knows by an id', () => {
  const history = [added(), scheduled, failed, unmatched];
  const matchedWith = (target: string, targetId: string, generation?: number): PairEvent => ({
    type: 'PairMatched',
    data: { ...fact, ...(generation === undefined ? {} : { generation }) },
    sealed: {
      ...{ source: 'ann@old', sourceId: 'objectGUID:1' },
      ...{ target, targetId, matchedBy: 'picked' },
    },
  });

  it('has its ledger again under another address', () => {
    given(...history)
      .when(match('anna@new', 'entryUUID:2'))
      .then(matchedWith('anna@new', 'entryUUID:2'));
  });

  it('is another one with another id, though the address is the same', () => {
    given(...history)
      .when(match('ann@new', 'entryUUID:3'))
      .then(matchedWith('ann@new', 'entryUUID:3', 2));
  });

  it('is known by its address where the ids are of two directories', () => {
    given(...history)
      .when(match('ann@new', 'objectGUID:3'))
      .then(matchedWith('ann@new', 'objectGUID:3'));
    given(...history)
      .when(match('anna@new', 'objectGUID:3'))
      .then(matchedWith('anna@new', 'objectGUID:3', 2));
  });
});

describe('a pass that found other mailboxes than its ledger is of', () => {
  const ended: PairCommand = {
    ...command,
    ...{ kind: 'FailPass', passId: 'p', code: 'other-mailboxes', scope: 'mailbox' },
  };
  const reset: PairEvent = {
    type: 'PairReset',
    data: { ...fact, generation: 2, because: 'other-mailboxes' },
  };

  const goesOn: PairEvent = {
    type: 'PassPaused',
    data: { ...fact, passId: 'p', reason: 'other-mailboxes', retryAt: 5 },
  };

  it('begins the next ledger and goes on by itself, also where only a delta was asked for', () => {
    given(added(), scheduled, granted).when(ended).then(reset, goesOn);
    expect(fold(added(), scheduled, granted, reset, goesOn)).toMatchObject({
      ...{ status: 'paused', pass: 'start', retryAt: 5 },
      ...{ generation: 2, lastRun: 0, hasCompleted: false },
    });
  });
});
