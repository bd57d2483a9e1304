import { type Job, jobSchema } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { addSample, endOf, paceOf, type Sample } from './estimate.ts';
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
    const pace = { bytesPerSecond: 14_200_000, itemsPerSecond: 10, spanMs: 60_000 };
    const known = job({ ...running, pending: 36_000, statuses: { running: 8 } });
    expect(jobSentence(known, now, pace)).toMatch(/14\.2 MB\/s, done \d\d:\d\d–\d\d:\d\d$/);
    const hidden = job({ ...running, pending: 36_000, statuses: { running: 8, queued: 1 } });
    expect(jobSentence(hidden, now, pace)).toBe('Copying 8 of 120 mailboxes, 14.2 MB/s');
  });
});

describe('pace', () => {
  const look = (seconds: number): Sample => ({
    at: now + seconds * 1000,
    items: seconds * 10,
    bytes: seconds * 1000,
  });

  it('means nothing before some time has passed', () => {
    expect(paceOf([look(0), look(2)]).itemsPerSecond).toBeUndefined();
    expect(paceOf([look(0), look(10)]).itemsPerSecond).toBe(10);
    expect(endOf(100, paceOf([look(0), look(10)]), now)).toBeUndefined();
    expect(endOf(100, paceOf([look(0), look(60)]), now)).toEqual({
      from: now + 8000,
      to: now + 12_000,
    });
  });

  it('forgets what is old, and what was before the job began anew', () => {
    expect(addSample([look(0), look(100)], look(200))).toHaveLength(2);
    const anew = { ...look(110), items: 1 };
    expect(addSample([look(100)], anew)).toEqual([anew]);
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

  it('says why not', () => {
    expect(jobActions(job({}), undefined).start.refusal).toBe('Add mailboxes first');
    expect(jobActions(job({ pairs: 1 }), undefined).delta.refusal).toMatch(/start the job first/);
    expect(jobActions(job(running), undefined).delete.refusal).toBe('Pause it first');
    const finished = job({ ...running, status: 'finished' });
    expect(jobActions(finished, undefined).start.refusal).toMatch(/a delta takes what is new/);
    expect(jobActions(job(running), 'viewer').pause.refusal).toBe('viewer');
  });
});
