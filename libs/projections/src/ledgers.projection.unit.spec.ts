import { packIds, type LedgerEvent } from '@mailhaul/domain';
import { describe, expect, it } from 'vitest';
import type { PairDocument } from './documents.ts';
import { type Given, runningPair } from './spec-support/given.ts';
import { packedItems } from './spec-support/packed-items.ts';

const inbox: LedgerEvent = {
  type: 'FolderMapped',
  data: { e: 1, f: 0, t: 0, tg: 1, before: 0 },
  sealed: { sourceId: 'i', sourcePath: ['A', 'B'], targetId: 'i', targetPath: ['A', 'C'] },
};

function intended(b: number, ids: readonly number[]): LedgerEvent {
  const items = packedItems(ids);
  const place = { e: 1, f: 0, b, tg: 1, fence: 1 };
  return { type: 'ItemsIntended', data: { ...place, notAfter: 1, drain: 0, items } };
}

function settled(b: number, others: readonly number[] = []): LedgerEvent {
  const failed = others.map((index) => [index, 'failed', 'too-large'] as const);
  return {
    type: 'ItemsSettled',
    data: { e: 1, f: 0, b, ids: packIds([1]), others: failed },
    sealed: { words: { 2: 'NO too large' } },
  };
}

const failedIds = (given: Given) =>
  given.all('failed-items').map((item) => Number(item['sourceId']));

async function mapped(): Promise<Given> {
  const given = await runningPair();
  await given.tell('ledger', 'p.1', inbox);
  return given;
}

describe('what ledgers tell', () => {
  it('is folders with their counts, and how fast the pair gets on', async () => {
    const given = await mapped();
    const sum = { migrated: 3, excluded: 1, failed: 1, gone: 2, collapsed: 0, pending: 4 };
    const folders = [[0, { m: 3, x: 1, d: 1, g: 2, p: 4 }]] as const;
    for (const bytesMigrated of [0, 5000]) {
      const totals = { ...sum, bytesMigrated };
      await given.tell('ledger', 'p.1', {
        type: 'PassProgressed',
        data: { e: 1, totals, bytes: 9000, folders },
      });
    }
    expect(given.all('folders')).toMatchObject([
      { id: 'p.0', pairId: 'p', path: 'A/B', targetPath: 'A/C', ...sum, total: 9 },
    ]);
    expect(given.all('folders')[0]).not.toHaveProperty('kind');
    const kind = 'contacts';
    await given.tell('ledger', 'p.1', { ...inbox, data: { ...inbox.data, kind } });
    expect(given.all('folders')).toMatchObject([{ path: 'A/B', kind, ...sum }]);
    expect(given.get<PairDocument>('pairs', 'p')).toMatchObject({
      ...{ migrated: 3, total: 9, bytesTotal: 9000, bytesPerSecond: 5000 },
    });
    expect(given.get('jobs', 'j')).toMatchObject({ migrated: 3, pending: 4, bytesMigrated: 5000 });
  });

  it('is which folders are left out and why, as it was told last', async () => {
    const given = await mapped();
    const leave = (...whys: readonly string[]): LedgerEvent => ({
      type: 'FoldersLeftOut',
      data: { e: 1, count: 2 * whys.length },
      sealed: {
        folders: whys.map((why) => ({ path: ['X', why], why, count: 2, kind: 'calendar' })),
      },
    });
    const shown = () =>
      given
        .all('folders')
        .filter((folder) => folder['leftOut'] !== undefined)
        .map(({ path, kind, leftOut, excluded, total }) => {
          expect(kind).toBe('calendar');
          return [path, leftOut, excluded, total];
        });
    await given.tell('ledger', 'p.1', leave('not-mail', 'filter'));
    expect(shown()).toEqual([
      ['X/not-mail', 'not-mail', 2, 2],
      ['X/filter', 'filter', 2, 2],
    ]);
    await given.tell('ledger', 'p.1', leave('filter'));
    expect(shown()).toEqual([['X/filter', 'filter', 2, 2]]);
    expect(given.all('folders')).toHaveLength(2);
  });

  it('is no total of bytes where the source turns out not to tell it', async () => {
    const given = await mapped();
    const totals = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 4 };
    const told = { e: 1, totals: { ...totals, bytesMigrated: 0 }, folders: [] };
    await given.tell('ledger', 'p.1', { type: 'PassProgressed', data: { ...told, bytes: 0 } });
    expect(given.get('pairs', 'p')).toMatchObject({ bytesTotal: 0 });
    await given.tell('ledger', 'p.1', { type: 'PassProgressed', data: told });
    expect(given.get('pairs', 'p')).not.toHaveProperty('bytesTotal');
  });

  it('is why nothing moves, until something does', async () => {
    const given = await mapped();
    const totals = { migrated: 3, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 4 };
    const data = { e: 1, totals: { ...totals, bytesMigrated: 5 }, folders: [] };
    const wait = { why: 'server-asked-to-wait', until: 9 };
    await given.tell('ledger', 'p.1', { type: 'PassProgressed', data: { ...data, wait } });
    const pair = () => given.get<PairDocument>('pairs', 'p');
    const waiting = { status: 'waiting', reason: 'server-asked-to-wait', until: 9, workerId: 'w' };
    expect(pair()).toMatchObject(waiting);
    expect(given.get('jobs', 'j')).toMatchObject({ statuses: { waiting: 1 } });
    await given.tell('ledger', 'p.1', { type: 'PassProgressed', data });
    expect(pair()?.status).toBe('running');
    for (const gone of ['reason', 'until']) expect(pair()).not.toHaveProperty(gone);
  });

  it('is not taken from ledgers of other generations and unknown pairs', async () => {
    const given = await runningPair();
    for (const id of ['p.2', 'q.1', 'p', 'p.x']) await given.tell('ledger', id, inbox);
    expect(given.all('folders')).toEqual([]);
  });

  it('is which items failed, until they are taken after all', async () => {
    const given = await mapped();
    await given.tell('ledger', 'p.1', intended(0, [1, 2, 3]), settled(0, [1, 2]));
    expect(failedIds(given)).toEqual([2, 3]);
    expect(given.all('failed-items')[0]).toMatchObject({
      ...{ reason: 'too-large', serverText: 'NO too large', size: 20, receivedAt: 50_000 },
      ...{ folder: 'A/B', mailbox: 'Ann@old.example', jobId: 'j', failedAt: given.atMs },
    });
    expect(given.all('open-batches')).toEqual([]);
    // In the same pass, before any count of failures was told.
    await given.tell('ledger', 'p.1', intended(1, [2]), settled(1));
    expect(failedIds(given)).toEqual([3]);
    const ids = packIds([3]);
    const excluded = [['excluded', 'too-old', ids]] as const;
    await given.tell('ledger', 'p.1', {
      type: 'ItemsSettled',
      data: { e: 1, f: 0, unwritten: excluded },
    });
    expect(failedIds(given)).toEqual([]);
  });

  it('is what failed without being written, with size and date where they are told', async () => {
    const given = await mapped();
    await given.tell('ledger', 'p.1', {
      type: 'ItemsSettled',
      data: { e: 1, f: 0, unwritten: [['failed', 'not-readable', packIds([7, 8])]] },
    });
    expect(given.all('failed-items')).toMatchObject([
      { sourceId: 7, size: 0, reason: 'not-readable' },
      { sourceId: 8, size: 0, reason: 'not-readable' },
    ]);
    await given.tell('ledger', 'p.1', {
      type: 'ItemsMatched',
      data: { e: 1, f: 0, items: packedItems([7]), ids: '' },
    });
    expect(failedIds(given)).toEqual([8]);
    await given.tell('ledger', 'p.1', { type: 'SourceRegenerated', data: { e: 1, f: 0, g: 2 } });
    expect(failedIds(given)).toEqual([]);
  });

  it('takes back many at once', async () => {
    const given = await mapped();
    const ids = Array.from({ length: 800 }, (_, n) => n + 1);
    const unwritten = (standing: 'failed' | 'excluded', of: readonly number[]) =>
      ({
        type: 'ItemsSettled',
        data: { e: 1, f: 0, unwritten: [[standing, 'why', packIds(of)]] },
      }) as const;
    await given.tell('ledger', 'p.1', unwritten('failed', ids));
    expect(failedIds(given)).toHaveLength(800);
    await given.tell('ledger', 'p.1', unwritten('excluded', ids.slice(10)));
    expect(failedIds(given)).toEqual(ids.slice(0, 10));
  });

  it('is what only a person can judge after a recovery', async () => {
    const given = await mapped();
    await given.tell('ledger', 'p.1', intended(0, [1, 2, 3]), {
      type: 'ItemsRecovered',
      data: {
        e: 1,
        b: 0,
        found: packIds([0]),
        ids: packIds([9]),
        doubtful: packIds([1]),
        watch: 0,
      },
    });
    expect(given.all('failed-items')).toMatchObject([{ sourceId: 2, reason: 'investigate' }]);
    expect(given.all('open-batches')).toHaveLength(1);
    await given.tell('ledger', 'p.1', {
      type: 'ItemsRecovered',
      data: { e: 1, b: 0, found: packIds([1]), ids: packIds([9]), rest: 'missing', watch: 0 },
    });
    expect([given.all('failed-items'), given.all('open-batches')]).toEqual([[], []]);
  });

  it('has no names once the key is destroyed', async () => {
    const given = await runningPair();
    const { data } = inbox;
    await given.tell('ledger', 'p.1', { type: 'FolderMapped', data } as never, intended(0, [2]), {
      type: 'ItemsSettled',
      data: { e: 1, f: 0, b: 0, others: [[0, 'failed', 'why']] },
    });
    expect(given.all('failed-items')).toMatchObject([{ folder: '(erased)', sourceId: 2 }]);
    expect(given.all('failed-items')[0]).not.toHaveProperty('serverText');
  });

  it('of a settlement whose intent is not known is no failure', async () => {
    const given = await mapped();
    await given.tell('ledger', 'p.1', settled(5, [0]));
    expect(given.all('failed-items')).toEqual([]);
  });
});
