import { describe, expect, it } from 'vitest';
import type { ConnectionDocument, JobDocument, PairDocument, TenantDocument } from './documents.ts';
import { aPair, options, runningPair, scheduled } from './spec-support/given.ts';

const jobOf = (given: Awaited<ReturnType<typeof aPair>>) => given.get<JobDocument>('jobs', 'j');
const usedBy = (given: Awaited<ReturnType<typeof aPair>>) =>
  ['c1', 'c2', 'c3'].map((id) => given.get<ConnectionDocument>('connections', id)?.usedBy);

describe('jobs', () => {
  it('begin as drafts, with dates of filters in milliseconds', async () => {
    const given = await aPair();
    expect(jobOf(given)).toMatchObject({ name: 'All', status: 'draft', run: 0, rank: 1, pairs: 1 });
    const edited = { ...options, receivedFrom: 7, receivedBefore: 9 };
    await given.tell('job', 'j', {
      type: 'JobEdited',
      data: { sourceConnectionId: 'c1', targetConnectionId: 'c2', options: edited },
      sealed: { name: 'Some', excludeFolders: ['Junk'] },
    });
    const shown = { receivedFrom: 7000, receivedBefore: 9000, excludeFolders: ['Junk'] };
    expect(jobOf(given)).toMatchObject({ name: 'Some', options: shown, revision: 1 });
  });

  it('count in their connections, also when they are moved to others', async () => {
    const given = await aPair();
    await given.tell('connection', 'c3', {
      type: 'ConnectionDefined',
      data: { kind: 'imap', credential: 1 },
      sealed: { name: 'Third', host: 'h', security: 'tls', signIn: 'mailbox' },
    });
    expect(usedBy(given)).toEqual([1, 1, 0]);
    await given.tell('job', 'j', {
      type: 'JobEdited',
      data: { sourceConnectionId: 'c1', targetConnectionId: 'c3', options },
      sealed: { name: 'All' },
    });
    expect(usedBy(given)).toEqual([1, 0, 1]);
    expect(given.get<PairDocument>('pairs', 'p')?.targetKey).toBe('c3 ann@new.example');
  });

  it('are started, paused, started again as a delta, and finished', async () => {
    const given = await aPair();
    await given.tell('job', 'j', { type: 'JobStarted', data: { run: 1 } });
    const startedAt = given.atMs;
    expect(jobOf(given)).toMatchObject({ status: 'running', run: 1, runKind: 'start', startedAt });
    await given.tell('job', 'j', { type: 'JobPaused' });
    expect(jobOf(given)).toMatchObject({ status: 'paused', pausedBy: 'ann' });
    await given.tell('job', 'j', { type: 'DeltaRequested', data: { run: 2 } });
    expect(jobOf(given)).toMatchObject({ status: 'running', run: 2, runKind: 'delta', startedAt });
    expect(jobOf(given)).not.toHaveProperty('pausedBy');
    await given.tell('job', 'j', { type: 'JobFinished', data: { run: 2, incomplete: 1 } });
    expect(jobOf(given)).toMatchObject({ status: 'finished', finishedAt: given.atMs });
    await given.tell('job', 'j', { type: 'JobMoved', data: { rank: 4 } });
    expect(jobOf(given)).toMatchObject({ rank: 4, status: 'finished' });
  });

  it('have a schedule, shown as the API has it, until it is taken away', async () => {
    const given = await aPair();
    const periods = [{ days: [1], from: 60, to: 30 }];
    const schedule = { zone: 'UTC', periods, startAtMs: 5, deltaEveryHours: 6, deltaUntilMs: 9 };
    await given.tell('job', 'j', { type: 'ScheduleSet', data: { schedule } });
    expect(jobOf(given)?.schedule).toEqual({
      ...{ zone: 'UTC', periods, startAt: 5, deltaEveryHours: 6, deltaUntil: 9 },
    });
    await given.tell('job', 'j', { type: 'ScheduleSet', data: {} });
    expect(jobOf(given)).not.toHaveProperty('schedule');
  });

  it('whose schedule closes have their pairs wait until it opens, or a person lets the run go on', async () => {
    const given = await aPair();
    await given.tell('job', 'j', { type: 'JobStarted', data: { run: 1 } });
    await given.tell('pair', 'p', scheduled);
    const shown = () => {
      const { status, reason, until } = given.get<PairDocument>('pairs', 'p') ?? {};
      return [status, reason, until];
    };
    const closes = { type: 'WindowClosed', data: { untilMs: 9 } } as const;
    await given.tell('job', 'j', closes);
    expect(shown()).toEqual(['waiting', 'outside-schedule', 9]);
    await given.tell('job', 'j', { type: 'WindowClosed', data: { untilMs: 7 } });
    expect(shown()).toEqual(['waiting', 'outside-schedule', 7]);
    expect(jobOf(given)?.statuses).toEqual({ waiting: 1 });
    await given.tell('job', 'j', { type: 'WindowOpened' });
    expect(shown()).toEqual(['queued', undefined, undefined]);
    await given.tell('job', 'j', closes);
    await given.tell('job', 'j', { type: 'JobPaused' });
    expect(shown()).toEqual(['paused', 'job-paused', undefined]);
    await given.tell('job', 'j', { type: 'JobStarted', data: { run: 2 } });
    expect(shown()).toEqual(['waiting', 'outside-schedule', 9]);
    await given.tell('job', 'j', { type: 'JobPaused' });
    const outsideSchedule = { untilMs: 9 };
    await given.tell('job', 'j', { type: 'JobStarted', data: { run: 3, outsideSchedule } });
    expect(shown()).toEqual(['queued', undefined, undefined]);
    expect(jobOf(given)?.outsideSchedule).toEqual({ until: 9 });
    await given.tell('job', 'j', { type: 'JobFinished', data: { run: 3 } });
    expect(jobOf(given)).not.toHaveProperty('outsideSchedule');
  });

  it('take their queued and waiting pairs with them into a pause and out of it', async () => {
    const given = await aPair();
    await given.tell('job', 'j', { type: 'JobStarted', data: { run: 1 } });
    for (const id of ['p', 'q', 'r', 's']) {
      const sealed = { source: id, target: id };
      if (id !== 'p')
        await given.tell('pair', id, { type: 'PairAdded', data: { jobId: 'j' }, sealed });
      await given.tell('pair', id, scheduled);
    }
    const paused = { type: 'PassPaused', data: { passId: 'x', reason: 'throttled', retryAt: 9 } };
    await given.tell('pair', 'q', paused as never);
    await given.tell('pair', 'r', { type: 'PassFailed', data: { passId: 'x', code: 'broken' } });
    const statuses = () =>
      ['p', 'q', 'r', 's'].map((id) => given.get<PairDocument>('pairs', id)?.status);
    const before = ['queued', 'waiting', 'needs-you', 'queued'];
    expect(statuses()).toEqual(before);
    await given.tell('job', 'j', { type: 'JobPaused' });
    expect(statuses()).toEqual(['paused', 'paused', 'needs-you', 'paused']);
    expect(jobOf(given)?.statuses).toEqual({ paused: 3, 'needs-you': 1 });
    await given.tell('job', 'j', { type: 'JobStarted', data: { run: 2 } });
    expect(statuses()).toEqual(before);
    expect(jobOf(given)?.statuses).toEqual({ queued: 2, waiting: 1, 'needs-you': 1 });
  });

  it('that are deleted leave nothing but the word of it', async () => {
    const given = await runningPair();
    await given.tell('ledger', 'p.1', {
      type: 'FolderMapped',
      data: { e: 1, f: 0, t: 0, tg: 1, before: 0 },
      sealed: { sourceId: 'i', sourcePath: ['INBOX'], targetId: 'i', targetPath: ['INBOX'] },
    });
    await given.tell('job', 'j', { type: 'JobPaused' }, { type: 'JobDeleted' });
    await given.tell('pair', 'p', { type: 'PairHeld' });
    await given.tell('ledger', 'p.1', { type: 'FolderVerified', data: { e: 1, f: 0 } });
    expect(given.get<PairDocument>('pairs', 'p')).toMatchObject({ isHeld: false });
    await given.removeAll();
    expect([given.all('jobs'), given.all('pairs'), given.all('folders')]).toEqual([[], [], []]);
    const none = { jobs: 0, pairs: 0, running: 0, needYou: 0 };
    expect(given.get<TenantDocument>('tenants', 'acme')).toMatchObject(none);
    expect(usedBy(given).slice(0, 2)).toEqual([0, 0]);
    const told = given.all('activity').filter((entry) => entry['jobId'] === 'j');
    expect(told.some((entry) => 'pairId' in entry)).toBe(false);
    expect(told.at(-1)).toMatchObject({ text: 'Job deleted', subject: 'All' });
  });

  it('that are gone already lose the pairs that a cut short write left', async () => {
    const given = await runningPair();
    given.draft.remove('jobs', 'j');
    await given.tell('job', 'j', { type: 'JobDeleted' });
    await given.removeAll();
    expect(given.all('pairs')).toEqual([]);
  });

  it('whose key was destroyed are shown without names', async () => {
    const given = await aPair();
    await given.tell('job', 'k', {
      type: 'JobCreated',
      data: { sourceConnectionId: 'c1', targetConnectionId: 'c2', rank: 2, options },
      sealed: undefined,
    });
    expect(given.get('jobs', 'k')).toMatchObject({ name: '(erased)' });
  });
});
