import { describe, expect, it } from 'vitest';
import type { JobDocument, PairDocument, TenantDocument } from './documents.ts';
import { aPair, granted, runningPair, scheduled, totals } from './spec-support/given.ts';

const pairOf = (given: Awaited<ReturnType<typeof aPair>>) => given.get<PairDocument>('pairs', 'p');
const ended = { passId: 'x' };

describe('pairs', () => {
  it('begin as ready, and count in their job and tenant', async () => {
    const given = await aPair();
    expect(pairOf(given)).toMatchObject({
      ...{ source: 'Ann@old.example', target: 'ann@new.example', jobId: 'j', status: 'ready' },
      ...{ sourceKey: 'c1 ann@old.example', targetKey: 'c2 ann@new.example' },
      ...{ generation: 1, passCount: 0, revision: 0, priority: 1, hasSourcePassword: false },
    });
    expect(given.get<JobDocument>('jobs', 'j')).toMatchObject({ pairs: 1, statuses: { ready: 1 } });
    expect(given.get<TenantDocument>('tenants', 'acme')).toMatchObject({ pairs: 1, jobs: 1 });
  });

  it('of the first releases, which wrote no priority down, have 3', async () => {
    const given = await aPair();
    await given.tell('pair', 'q', {
      ...{ type: 'PairAdded', data: { jobId: 'j' } },
      sealed: { source: 'old@old.example', target: 'old@new.example' },
    });
    expect(given.get('pairs', 'q')).toMatchObject({ priority: 3 });
  });

  it('of the command line are not shown', async () => {
    const given = await aPair();
    await given.tell('pair', 'q', {
      type: 'PairAdded',
      data: {},
      sealed: { source: 'a', target: 'b' },
    });
    expect(given.get('pairs', 'q')).toBeUndefined();
  });

  it('run with a lease, and are queued again by whatever ends it without an end of the pass', async () => {
    const given = await runningPair();
    expect(pairOf(given)).toMatchObject({ status: 'running', workerId: 'w', passCount: 1 });
    expect(given.get<TenantDocument>('tenants', 'acme')?.running).toBe(1);
    for (const type of ['LeaseExpired', 'LeaseReleased'] as const) {
      await given.tell('pair', 'p', { type, data: { ...ended, lease: 1 } });
      expect(pairOf(given)).toMatchObject({ status: 'queued' });
      expect(pairOf(given)).not.toHaveProperty('workerId');
      await given.tell('pair', 'p', granted);
    }
    await given.tell('pair', 'p', { type: 'PassDied', data: { ...ended, lease: 1, deaths: 1 } });
    expect(pairOf(given)).toMatchObject({ status: 'queued' });
    expect(given.get<TenantDocument>('tenants', 'acme')?.running).toBe(0);
  });

  it('show what a pass ended with, and on which side', async () => {
    const given = await runningPair();
    await given.tell('pair', 'p', {
      type: 'PassPaused',
      data: { ...ended, reason: 'throttled', retryAt: 5, side: 'target' },
      sealed: { words: 'NO slow down' },
    });
    const waiting = { status: 'waiting', reason: 'throttled', until: 5, side: 'target' };
    expect(pairOf(given)).toMatchObject({ ...waiting, serverText: 'NO slow down' });
    await given.tell('pair', 'p', scheduled, granted, {
      type: 'PassFailed',
      data: { ...ended, code: 'sign-in-rejected' },
    });
    expect(pairOf(given)).toMatchObject({ status: 'needs-you', reason: 'sign-in-rejected' });
    for (const gone of ['serverText', 'side', 'until'])
      expect(pairOf(given)).not.toHaveProperty(gone);
    expect(given.get<TenantDocument>('tenants', 'acme')?.needYou).toBe(1);
  });

  it('have the totals of a completed pass, and so has their job', async () => {
    const given = await runningPair();
    const verified = {
      grade: 'Good',
      found: { extra: 2 },
      kinds: { event: { source: 1, target: 3 } },
    };
    const findings = { ...verified, investigate: 0, surplusReported: 2, parkedFolders: 1 };
    await given.tell('pair', 'p', {
      type: 'PassCompleted',
      data: { ...ended, totals: { ...totals, failed: 3 }, findings },
    });
    expect(pairOf(given)).toMatchObject({ ...findings, migrated: 10, failed: 3, total: 14 });
    expect(pairOf(given)?.status).toBe('completed-with-failures');
    const job = given.get<JobDocument>('jobs', 'j');
    expect(job).toMatchObject({ migrated: 10, failed: 3, excluded: 1, bytesMigrated: 1000 });
    expect(job?.statuses).toEqual({ 'completed-with-failures': 1 });
    await given.tell('pair', 'p', {
      type: 'PassScheduled',
      data: { ...ended, generation: 1 },
    });
    for (const past of Object.keys(verified)) expect(pairOf(given)).not.toHaveProperty(past);
  });

  it('say why a completed pass has no grade, until the next one begins', async () => {
    const given = await runningPair();
    const unverified = { code: 'connection-lost', side: 'target' } as const;
    const findings = { unverified, investigate: 0, surplusReported: 0, parkedFolders: 0 };
    const data = { ...ended, totals, findings };
    await given.tell('pair', 'p', { type: 'PassCompleted', data });
    expect(pairOf(given)).toMatchObject({ status: 'completed', unverified });
    expect(pairOf(given)).not.toHaveProperty('grade');
    expect(given.all('activity').at(-1)).toMatchObject({
      ...{ text: 'Completed: 10 items on the target, but it could not be verified', tone: 'bad' },
      code: 'connection-lost',
    });
    await given.tell('pair', 'p', scheduled);
    expect(pairOf(given)).not.toHaveProperty('unverified');
  });

  it('are under watch until the look for a late batch, of which only the end is shown', async () => {
    const given = await runningPair();
    const findings = { investigate: 0, surplusReported: 0, parkedFolders: 0 };
    await given.tell('pair', 'p', {
      type: 'PassCompleted',
      data: { ...ended, totals, findings: { ...findings, grade: 'Good', watchedUntilMs: 9 } },
    });
    const watched = { status: 'under-watch', until: 9, grade: 'Good', passCount: 1, pass: 'start' };
    expect(pairOf(given)).toMatchObject(watched);
    const endedAt = pairOf(given)?.endedAt;
    const look = { passId: 'w', pass: 'watch' } as const;
    await given.tell(
      'pair',
      'p',
      { type: 'PassScheduled', data: { ...look, generation: 1 } },
      { type: 'LeaseGranted', data: { ...look, lease: 2, workerId: 'w', untilMs: 5 } },
    );
    expect(pairOf(given)).toMatchObject(watched);
    await given.tell('pair', 'p', {
      type: 'WatchPostponed',
      data: { ...look, reason: 'throttled', untilMs: 20 },
    });
    expect(pairOf(given)).toMatchObject({ ...watched, until: 20 });
    const texts = () => given.all('activity').map(({ text }) => text);
    expect(texts().at(-1)).toBe('The look for a late batch could not be made, and is made later');
    expect(texts().filter((text) => text === 'Copying began')).toHaveLength(1);
    await given.tell('pair', 'p', {
      type: 'PassCompleted',
      data: { ...look, totals: { ...totals, gone: 1 }, findings },
    });
    expect(pairOf(given)).toMatchObject({ status: 'completed', grade: 'Good', gone: 1, endedAt });
    expect(pairOf(given)).not.toHaveProperty('until');
    expect(texts().at(-1)).toBe('The watch has ended');
    await given.tell('pair', 'p', { type: 'WatchPostponed', data: { ...look, reason: 'x' } });
    expect(pairOf(given)).toMatchObject({ status: 'completed', reason: 'watch-given-up' });
  });

  it('begin anew with a reset, and with other addresses where there was a pass', async () => {
    for (const anew of [
      { type: 'PairReset', data: { generation: 2 } },
      {
        type: 'PairEdited',
        data: { generation: 2 },
        sealed: { source: 'bob@old.example', target: 'ann@new.example' },
      },
    ] as const) {
      const given = await runningPair();
      await given.tell('ledger', 'p.1', {
        type: 'FolderMapped',
        data: { e: 1, f: 0, t: 0, tg: 1, before: 0 },
        sealed: { sourceId: 'i', sourcePath: ['INBOX'], targetId: 'i', targetPath: ['INBOX'] },
      });
      const findings = { grade: 'Good', investigate: 1, surplusReported: 0, parkedFolders: 0 };
      await given.tell('pair', 'p', {
        type: 'PassCompleted',
        data: { ...ended, totals, findings },
      });
      await given.tell('pair', 'p', anew);
      const pair = pairOf(given);
      expect(pair).toMatchObject({ status: 'ready', generation: 2, migrated: 0, total: 0 });
      expect(pair).toMatchObject({ investigate: 0, passCount: 1 });
      for (const gone of ['startedAt', 'endedAt', 'grade', 'pass', 'workerId']) {
        expect(pair).not.toHaveProperty(gone);
      }
      expect(given.all('folders')).toEqual([]);
      expect(given.get<JobDocument>('jobs', 'j')).toMatchObject({ migrated: 0, excluded: 0 });
    }
  });

  it('take other addresses, users and passwords', async () => {
    const given = await aPair();
    await given.tell('pair', 'p', {
      type: 'PairEdited',
      data: { credentials: { source: 2 } },
      sealed: { source: 'BOB@old.example', target: 't', targetUser: 'u', externalId: '7' },
    });
    expect(pairOf(given)).toMatchObject({
      ...{ sourceKey: 'c1 bob@old.example', targetUser: 'u', externalId: '7' },
      ...{ hasSourcePassword: true, hasTargetPassword: false, revision: 1 },
    });
  });

  it('are held, released and moved by priority', async () => {
    const given = await runningPair();
    await given.tell('pair', 'p', { type: 'LeaseReleased', data: { ...ended, lease: 1 } });
    await given.tell('pair', 'p', { type: 'PairHeld' });
    expect(pairOf(given)).toMatchObject({ status: 'paused', reason: 'held', isHeld: true });
    await given.tell(
      'pair',
      'p',
      { type: 'PairReleased' },
      { type: 'PriorityChanged', data: { priority: 1 } },
    );
    expect(pairOf(given)).toMatchObject({ status: 'queued', isHeld: false, priority: 1 });
    expect(pairOf(given)).not.toHaveProperty('reason');
  });

  it('that are removed leave nothing, and come back with their next ledger', async () => {
    const given = await runningPair();
    await given.tell('pair', 'p', { type: 'PairHeld' }, { type: 'PairRemoved' });
    expect(pairOf(given)).toBeUndefined();
    expect(given.get<JobDocument>('jobs', 'j')).toMatchObject({ pairs: 0, statuses: {} });
    expect(given.all('activity').filter((entry) => 'pairId' in entry)).toEqual([]);
    await given.tell('pair', 'p', {
      type: 'PairAdded',
      data: { jobId: 'j', generation: 2 },
      sealed: { source: 'a', target: 'b' },
    });
    expect(pairOf(given)).toMatchObject({ generation: 2, status: 'ready', passCount: 0 });
  });

  it('whose key was destroyed are shown without names', async () => {
    const given = await aPair();
    await given.tell('pair', 'q', { type: 'PairAdded', data: { jobId: 'j' }, sealed: undefined });
    expect(given.get('pairs', 'q')).toMatchObject({ source: '(erased)', target: '(erased)' });
    await given.tell('pair', 'q', { type: 'PairEdited', sealed: undefined });
    expect(given.get('pairs', 'q')).toMatchObject({ source: '(erased)' });
  });

  it('refuse an event that they do not know by its type alone', async () => {
    const given = await aPair();
    const unknown = { type: 'PairBlessed', sealed: { source: 'secret' } } as never;
    await expect(given.tell('pair', 'p', unknown)).rejects.toThrow(
      /^events of type PairBlessed are not known$/,
    );
  });
});
