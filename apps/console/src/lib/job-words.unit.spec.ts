import { type Job, jobSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { endOfJob, paceOf } from './estimate.ts';
import { jobActions } from './job-actions.ts';
import { jobSentence } from './job-sentence.ts';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);

function job(changes: Partial<Job>): Job {
  return jobSchema.parse({
    ...{ id: crypto.randomUUID(), name: 'Pilot', status: 'draft', options: {} },
    ...{ sourceConnectionId: crypto.randomUUID(), targetConnectionId: crypto.randomUUID() },
    ...{ rank: 1, run: 0, runKind: 'start', statuses: {}, pairs: 0 },
    ...{ migrated: 0, excluded: 0, failed: 0, pending: 0, bytesMigrated: 0 },
    ...{ createdAt: now, updatedAt: now, revision: 1 },
    ...changes,
  });
}

const running = { status: 'running', run: 1, pairs: 120 } as const;

describe('what goes on with a job', () => {
  it.each([
    [{}, 'No mailboxes yet'],
    [{ pairs: 60 }, '60 mailboxes ready to start'],
    [{ ...running, statuses: { running: 8, queued: 112 } }, 'Copying 8 of 120 mailboxes'],
    [
      { ...running, pairs: 20_000, statuses: { running: 1200, queued: 1 } },
      'Copying 1,200 of 20,000 mailboxes',
    ],
    [{ ...running, statuses: { queued: 120 } }, '120 mailboxes wait for a free slot'],
    [
      { ...running, statuses: { waiting: 2, completed: 118 } },
      '2 mailboxes will go on by themselves',
    ],
    [{ ...running, statuses: { 'needs-you': 3 } }, 'Nothing runs: 3 mailboxes need you'],
    [
      { ...running, status: 'paused', pausedBy: 'Anna', statuses: { completed: 5 } },
      'Paused by Anna · 5 of 120 mailboxes done',
    ],
    [
      {
        ...running,
        status: 'finished',
        failed: 12,
        statuses: { completed: 118, 'under-watch': 2 },
      },
      'Finished · 120 of 120 mailboxes done, 12 items failed',
    ],
  ] as const)('%j: %s', (changes, sentence) => {
    expect(jobSentence(job(changes as Partial<Job>), now)).toBe(sentence);
  });

  it('tells an end only when all that is left is known', () => {
    const known = job({ ...running, pace, pending: 36_000, statuses: { running: 8 } });
    expect(jobSentence(known, now)).toMatch(/14\.2 MB\/s, done \d\d:\d\d–\d\d:\d\d$/);
    const hidden = job({ ...running, pace, pending: 36_000, statuses: { running: 8, queued: 1 } });
    expect(jobSentence(hidden, now)).toBe('Copying 8 of 120 mailboxes, 14.2 MB/s');
  });
});

const pace = {
  ...{ bytesPerSecond: 14_200_000, itemsPerSecond: 10 },
  ...{ from: now - 60_000, to: now },
};

describe('when it is done', () => {
  const of = (changes: Partial<Job>) =>
    job({ ...running, pace, pending: 100, statuses: { running: 1 }, ...changes });

  it('is counted from when the pace was measured: everybody sees the same', () => {
    const end = { from: now + 8000, to: now + 12_000 };
    expect(endOfJob(of({}), now)).toEqual(end);
    expect(endOfJob(of({}), now + 5000)).toEqual(end);
  });

  it('is not told from a moment, from long ago, or once it should be over', () => {
    expect(endOfJob(of({ pace: { ...pace, from: now - 10_000 } }), now)).toBeUndefined();
    expect(endOfJob(of({ pending: 100_000 }), now + 91_000)).toBeUndefined();
    expect(endOfJob(of({}), now + 20_000)).toBeUndefined();
    expect(paceOf(of({}), now + 91_000)).toBeUndefined();
  });
});

describe('what may be done with a job', () => {
  it('has one action in front, which is legal', () => {
    const ready = job({ pairs: 3, statuses: { ready: 3 } });
    expect(jobActions(ready, undefined).primary).toBe('start');
    for (const status of ['running', 'paused', 'finished'] as const) {
      const actions = jobActions(job({ ...running, status }), undefined);
      expect(actions[actions.primary].refusal).toBeUndefined();
    }
  });

  it('has a place among the others, and can be moved from it', () => {
    const movesAt = (at: number | undefined) => {
      const { up, down } = jobActions(job({}), undefined, { at, count: 3 });
      return [up.refusal, down.refusal];
    };
    expect(movesAt(1)).toEqual([undefined, undefined]);
    expect(movesAt(0)).toEqual(['It has the first turn already', undefined]);
    expect(movesAt(2)).toEqual([undefined, 'It has the last turn already']);
    expect(movesAt(undefined)[0]).toMatch(/not known yet/);
  });

  it('says why not', () => {
    expect(jobActions(job({}), undefined).start.refusal).toBe('Add mailboxes first');
    expect(jobActions(job({ pairs: 1 }), undefined).delta.refusal).toMatch(/start the job first/);
    expect(jobActions(job(running), undefined).delete.refusal).toBe('Pause it first');
    const finished = job({ ...running, status: 'finished' });
    expect(jobActions(finished, undefined).start.refusal).toMatch(/a delta takes what is new/);
    expect(jobActions(job(running), 'viewer').pause.refusal).toBe('viewer');
  });
});
