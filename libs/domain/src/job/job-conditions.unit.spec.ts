import { describe, expect, it } from 'vitest';
import { usualConditions } from '../conditions/mailbox-conditions.ts';
import { jobDecider } from './job.decide.ts';
import type { JobEvent } from './job-events.ts';
import type { Job } from './job.ts';

const order = { commandId: 'c', correlationId: 'r', atMs: 1, actor: 'ann' };
const fact = { atMs: 1, actor: 'ann', correlationId: 'r' };
const created = {
  type: 'JobCreated',
  data: {
    ...{ ...fact, rank: 1, sourceConnectionId: 's', targetConnectionId: 't' },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match' },
      ...{ verifies: true, connectionsPerMailbox: 4 },
    },
  },
  sealed: { name: 'All' },
} as JobEvent;
const after = (...events: readonly JobEvent[]) =>
  [created, ...events].reduce<Job>(jobDecider.evolve, jobDecider.initial());
const set = (job: Job, conditions = usualConditions) =>
  jobDecider.decide(job, { ...order, kind: 'SetConditions', conditions }) as JobEvent[];

describe('the conditions of a job', () => {
  it('are kept with it, sealed: they name people and groups', () => {
    const [event] = set(after());
    expect(event).toMatchObject({
      type: 'ConditionsSet',
      data: { count: 2 },
      sealed: { conditions: usualConditions },
    });
    expect(JSON.stringify(event?.data)).not.toContain('include');
    expect(after(event as JobEvent)).toMatchObject({ conditions: usualConditions });
  });

  it('are nothing new where they are the same, and none once they are taken away', () => {
    const kept = after(...set(after()));
    expect(set(kept)).toEqual([]);
    expect(after(...set(after()), ...set(kept, []))).toMatchObject({ conditions: undefined });
    expect(set(after(), [])).toEqual([]);
  });

  it('change nothing of it where they could not be carried out', () => {
    const job = after(...set(after()));
    const told = jobDecider.decide(job, {
      ...{ ...order, kind: 'TellConditionsNotApplied', why: 'too-many-leave' },
      ...{ leaving: 3, rows: 4, words: 'said' },
    }) as JobEvent[];
    expect(told).toMatchObject([
      { data: { why: 'too-many-leave', leaving: 3, rows: 4 }, sealed: { words: 'said' } },
    ]);
    expect(told.reduce(jobDecider.evolve, job)).toEqual(job);
  });

  it('that nobody could read are told with the delta that goes on without them, and only with it', () => {
    const begun = after(
      { type: 'JobStarted', data: { ...fact, run: 1 } },
      { type: 'JobFinished', data: { ...fact, run: 1 } },
    );
    const ask = (job: Job) =>
      jobDecider.decide(job, { ...order, kind: 'RequestDelta', unread: 'nobody answered' });
    expect(ask(begun)).toMatchObject([
      {
        type: 'ConditionsNotApplied',
        data: { why: 'unread' },
        sealed: { words: 'nobody answered' },
      },
      { type: 'DeltaRequested', data: { run: 2 } },
    ]);
    expect(ask(after())).toMatchObject({ reason: 'NeverStarted' });
  });
});
