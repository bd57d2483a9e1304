import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { type JobCommand, jobDecider } from './job.decide.ts';
import type { JobDetails, JobEvent, JobOptions } from './job-events.ts';
import type { Job } from './job.ts';

const given = specifyDecider<Job, JobCommand, JobEvent>(jobDecider);
const fold = (...events: readonly JobEvent[]) =>
  events.reduce(jobDecider.evolve, jobDecider.initial());
const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };
const options: JobOptions = {
  ...{ order: 'oldest-first', onFilledTarget: 'match', verifies: true, connectionsPerMailbox: 2 },
};
const details: JobDetails = { name: 'Sales', folderMap: { INBOX: 'Old' } };
const sides = { sourceConnectionId: 's', targetConnectionId: 't' };

const created: JobEvent = {
  type: 'JobCreated',
  data: { ...fact, ...sides, rank: 1, options },
  sealed: details,
};
const pairs = (added: number, removed = 0): JobEvent => ({
  type: 'JobPairsChanged',
  data: { ...fact, added, edited: 0, removed },
});
const started = (run: number): JobEvent => ({ type: 'JobStarted', data: { ...fact, run } });
const delta = (run: number): JobEvent => ({ type: 'DeltaRequested', data: { ...fact, run } });
const paused: JobEvent = { type: 'JobPaused', data: fact };
const finished = (run: number, incomplete?: number): JobEvent => ({
  type: 'JobFinished',
  data: { ...fact, run, ...(incomplete === undefined ? {} : { incomplete }) },
});
const deleted: JobEvent = { type: 'JobDeleted', data: fact };

const create: JobCommand = { ...command, kind: 'CreateJob', ...sides, rank: 1, options, details };
const edit: JobCommand = { ...command, kind: 'EditJob', ...sides, options, details };
const start: JobCommand = { ...command, kind: 'StartJob' };
const requestDelta: JobCommand = { ...command, kind: 'RequestDelta' };
const pause: JobCommand = { ...command, kind: 'PauseJob' };
const finish: JobCommand = { ...command, kind: 'FinishJob', run: 1 };
const remove: JobCommand = { ...command, kind: 'DeleteJob' };

describe('create job', () => {
  it('makes it once, its name sealed', () => {
    given().when(create).then(created);
    given(created).when(create).thenRejected('JobExists');
    given(created, deleted).when(create).thenRejected('JobExists');
  });
});

describe('a job that is not there', () => {
  it.each([edit, start, requestDelta, pause, finish, remove])('rejects $kind', (asked) => {
    given().when(asked).thenRejected('JobUnknown');
    given(created, deleted).when(asked).thenRejected('JobUnknown');
  });
});

describe('edit job', () => {
  const other: JobCommand = { ...edit, sourceConnectionId: 'other' };
  const edited: JobEvent = {
    type: 'JobEdited',
    data: { ...fact, ...sides, options },
    sealed: details,
  };

  it('takes other options at any time, other connections before its first start', () => {
    given(created, pairs(1), started(1)).when(edit).then(edited);
    given(created)
      .when(other)
      .then({ ...edited, data: { ...edited.data, sourceConnectionId: 'other' } });
    given(created, pairs(1), started(1), finished(1)).when(other).thenRejected('ConnectionsFixed');
  });
});

describe('start job', () => {
  it('begins the next run', () => {
    given(created, pairs(2)).when(start).then(started(1));
    given(created, pairs(2), started(1), paused).when(start).then(started(2));
  });

  it('goes on with a delta that was paused', () => {
    given(created, pairs(2), started(1), finished(1), delta(2), paused).when(start).then(delta(3));
  });

  it('is rejected with nothing to do', () => {
    given(created).when(start).thenRejected('JobHasNoPairs');
    given(created, pairs(2), pairs(0, 2)).when(start).thenRejected('JobHasNoPairs');
    given(created, pairs(2), started(1)).when(start).thenRejected('JobRunning');
    given(created, pairs(2), started(1), finished(1)).when(start).thenRejected('NothingToStart');
  });

  it('takes up what joined since, also across a delta, and what did not complete', () => {
    const once = [created, pairs(2), started(1), finished(1)];
    given(...once, pairs(1))
      .when(start)
      .then(started(2));
    given(...once, pairs(1), delta(2), finished(2))
      .when(start)
      .then(started(3));
    given(created, pairs(2), started(1), finished(1, 1)).when(start).then(started(2));
  });
});

describe('request delta', () => {
  it('takes what came since the first pass', () => {
    given(created, pairs(2), started(1), finished(1)).when(requestDelta).then(delta(2));
    given(created, pairs(2)).when(requestDelta).thenRejected('NeverStarted');
    given(created, pairs(2), started(1)).when(requestDelta).thenRejected('JobRunning');
  });
});

describe('pause job', () => {
  it('happens once', () => {
    given(created, pairs(2), started(1)).when(pause).then(paused);
    given(created, pairs(2), started(1), paused).when(pause).then();
  });
});

describe('finish job', () => {
  it('ends the run that it names', () => {
    given(created, pairs(2), started(1)).when(finish).then(finished(1));
    given(created, pairs(2), started(1))
      .when({ ...finish, incomplete: 1 })
      .then(finished(1, 1));
    given(created, pairs(2), started(1), paused).when(finish).thenRejected('RunNotCurrent');
    given(created, pairs(2), started(1), paused, started(2))
      .when(finish)
      .thenRejected('RunNotCurrent');
  });
});

describe('move and delete', () => {
  it('move it once, delete it while it stands still', () => {
    const move: JobCommand = { ...command, kind: 'MoveJob', rank: 7 };
    given(created)
      .when(move)
      .then({ type: 'JobMoved', data: { ...fact, rank: 7 } });
    given(created)
      .when({ ...move, rank: 1 })
      .then();
    given(created, pairs(1), started(1)).when(remove).thenRejected('JobRunning');
    given(created, pairs(1), started(1), paused).when(remove).then(deleted);
  });
});

describe('change pairs', () => {
  it('says nothing of no change, and counts', () => {
    const change: JobCommand = { ...command, kind: 'ChangePairs', added: 0, edited: 0, removed: 0 };
    given(created).when(change).then();
    given(created)
      .when({ ...change, added: 2 })
      .then(pairs(2));
    expect(fold(created, pairs(3), pairs(1, 2))).toMatchObject({ pairCount: 2, hasNewPairs: true });
    expect(fold(created, pairs(1), pairs(0, 5))).toMatchObject({ pairCount: 0 });
    expect(fold(created, pairs(1), started(1))).toMatchObject({ hasNewPairs: false });
  });
});
