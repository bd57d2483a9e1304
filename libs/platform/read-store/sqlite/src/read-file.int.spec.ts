import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CollectionSpec, StoreUnavailable } from '@mailhaul/application';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageLengthMax } from './document-reader.ts';
import { ReadStoreInUse } from './errors.ts';
import { type TemporaryFolder, temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteReadStore } from './sqlite-read-store.ts';

const jobs: CollectionSpec = {
  name: 'jobs',
  fields: { title: 'text', size: 'number' },
  searched: ['title', 'note'],
};
const news: CollectionSpec = { name: 'news', fields: { title: 'text' }, searched: [] };

describe('the file of the read models', () => {
  let folder: TemporaryFolder;
  let path: string;
  const open = (over: { collections?: readonly CollectionSpec[]; schema?: number } = {}) =>
    SqliteReadStore.open({ path, collections: [jobs, news], ...over });
  const write = async (store: SqliteReadStore, count = 1) => {
    const changes = Array.from({ length: count }, (_, n) => ({
      collection: 'jobs',
      tenant: 't',
      id: `id${n}`,
      position: 5n,
      body: { title: `title ${n}`, pad: 'x'.repeat(300) },
    }));
    await store.apply({ changes, checkpoint: 5n }, 'live');
  };
  const make = async (count = 1) => {
    const store = await open();
    await write(store, count);
    await store.close();
  };
  const expectEmpty = async (store: SqliteReadStore) => {
    expect(await store.checkpoint('live')).toBeUndefined();
    expect(await store.count('jobs', {})).toBe(0);
    await write(store);
    expect(await store.count('jobs', {})).toBe(1);
    await store.close();
    const again = await open();
    expect(again.openedAs).toBe('kept');
    expect(again.movedTo).toBeUndefined();
    await again.close();
  };

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'read.db');
  });
  afterEach(() => {
    folder.remove();
  });

  it('is new, then kept, and readable by its owner alone', async () => {
    const store = await open();
    expect(store.openedAs).toBe('new');
    await write(store);
    for (const name of readdirSync(folder.path)) {
      expect(statSync(join(folder.path, name)).mode & 0o077).toBe(0);
    }
    await store.close();
    const again = await open();
    expect(again.openedAs).toBe('kept');
    expect(await again.checkpoint('live')).toBe(5n);
    await again.close();
  });

  it('is kept when the same collections are named in another order', async () => {
    await make();
    const { size = 'number', title = 'text' } = jobs.fields;
    const turned = { ...jobs, fields: { size, title }, searched: ['note', 'title'] };
    const store = await open({ collections: [news, turned] });
    expect(store.openedAs).toBe('kept');
    expect(await store.count('jobs', { tenant: 't', search: 'TITLE 0' })).toBe(1);
    await store.close();
  });

  it('of other collections or another schema is made anew', async () => {
    const others: Parameters<typeof open>[0][] = [
      { collections: [jobs] },
      { collections: [{ ...jobs, searched: ['title'] }, news] },
      { collections: [{ ...jobs, fields: { title: 'text' } }, news] },
      { collections: [{ ...jobs, fields: { title: 'text', size: 'text' } }, news] },
      { schema: 2 },
    ];
    for (const other of others) {
      const store = await open(other);
      expect(store.openedAs).not.toBe('kept');
      expect(await store.checkpoint('live')).toBeUndefined();
      await store.close();
      const back = await open();
      expect(back.openedAs).toBe('layout-changed');
      await expectEmpty(back);
    }
  });

  it('that is no database is moved aside unchanged', async () => {
    const letter = 'this is a letter to my aunt\n'.repeat(1000);
    writeFileSync(path, letter);
    const store = await open();
    expect(store.openedAs).toBe('moved-aside');
    expect(readFileSync(store.movedTo ?? '', 'utf8')).toBe(letter);
    await expectEmpty(store);
  });

  it('of another program is moved aside unchanged', async () => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE mine (a); INSERT INTO mine VALUES (7)');
    other.close();
    const before = readFileSync(path);
    const store = await open();
    expect(store.openedAs).toBe('moved-aside');
    expect(readFileSync(store.movedTo ?? '').equals(before)).toBe(true);
    await expectEmpty(store);
  });

  it('that was cut short or overwritten is moved aside, each to a name of its own', async () => {
    const places = new Set<string | undefined>();
    for (const damage of [cutShort, overwrite]) {
      await make(3000);
      damage(path);
      const store = await open();
      expect(store.openedAs).toBe('moved-aside');
      places.add(store.movedTo);
      await expectEmpty(store);
    }
    expect(places.size).toBe(2);
  });

  it('whose damage shows later refuses, and is noted for the next opening', async () => {
    await make(3000);
    const store = await open();
    overwrite(path);
    const asked = store.count('jobs', { tenant: 't', search: 'x' });
    await expect(asked).rejects.toThrow(StoreUnavailable);
    expect(existsSync(`${path}.damaged`)).toBe(true);
    await store.close();
  });

  it('that was noted as damaged is moved aside, though it seems well', async () => {
    await make();
    writeFileSync(`${path}.damaged`, '');
    const again = await open();
    expect(again.openedAs).toBe('moved-aside');
    await expectEmpty(again);
  });

  it('whose creation was cut short is made anew', async () => {
    writeFileSync(path, '');
    await expectEmpty(await open());
    const other = new DatabaseSync(`${path}2`);
    other.exec('PRAGMA journal_mode = WAL');
    other.close();
    path = `${path}2`;
    const store = await open();
    expect(store.openedAs).toBe('new');
    await expectEmpty(store);
  });

  it('is refused to a second opener, whatever is in it, and free after a close', async () => {
    const store = await open();
    await write(store);
    await expect(open()).rejects.toThrow(ReadStoreInUse);
    await expect(open({ schema: 9 })).rejects.toThrow(ReadStoreInUse);
    expect(await store.count('jobs', {})).toBe(1);
    await store.close();
    await (await open()).close();
  });

  it('gives back the room of former generations', async () => {
    const store = await open();
    await write(store, 5000);
    for (let round = 0; round < 6; round += 1) {
      await store.beginRebuild();
      await store.apply({ changes: [], checkpoint: 1n }, 'next');
      await store.beginRebuild();
      await store.apply({ changes: [], checkpoint: 5n }, 'next');
      await store.finishRebuild();
      await write(store, 5000);
    }
    await store.close();
    await (await open()).close();
    const db = new DatabaseSync(path);
    expect(db.prepare('SELECT count(*) AS n FROM generations').get()).toEqual({ n: 1 });
    const tables = db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'g%rows'`);
    expect(tables.get()).toEqual({ n: 2 });
    db.close();
  });

  it('where none can be is said plainly', async () => {
    mkdirSync(path);
    await expect(open()).rejects.toThrow(StoreUnavailable);
    path = join(folder.path, 'nowhere', 'read.db');
    await expect(open()).rejects.toThrow(StoreUnavailable);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a page of large documents', () => {
  it('ends before it weighs too much, and goes on', async () => {
    const store = await SqliteReadStore.open({ path: ':memory:', collections: [jobs] });
    const changes = Array.from({ length: 10 }, (_, n) => ({
      collection: 'jobs',
      tenant: 't',
      id: `id${n}`,
      position: 1n,
      body: { pad: 'x'.repeat(pageLengthMax / 2) },
    }));
    await store.apply({ changes, checkpoint: 1n }, 'live');
    const sort = { field: 'title', direction: 'ascending' } as const;
    const page = await store.find('jobs', { tenant: 't', sort, limit: 10 });
    expect(page.rows).toHaveLength(2);
    expect(page.next).toBeDefined();
    await store.close();
  });
});

describe('the thread of the read models', () => {
  const start = (code: string) =>
    SqliteReadStore.open({
      path: ':memory:',
      collections: [jobs],
      workerUrl: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
    });

  it('that is lost refuses everything, and the store can be closed', async () => {
    const store = await start(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => { throw new Error('out of memory'); });
      parentPort.postMessage({ kind: 'opened', openedAs: 'new' });`);
    const asked = await Promise.allSettled([store.count('jobs', {}), store.beginRebuild()]);
    for (const answer of asked) {
      expect(answer).toMatchObject({ reason: expect.any(StoreUnavailable) as unknown });
    }
    await expect(store.count('jobs', {})).rejects.toThrow(/out of memory/);
    await store.close();
  });

  it('that never answers takes no more changes than fit', async () => {
    const store = await start(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => undefined);
      parentPort.postMessage({ kind: 'opened', openedAs: 'new' });
      setTimeout(() => process.exit(), 1500);`);
    const change = { collection: 'jobs', tenant: 't', id: 'a', position: 1n };
    const changes = [{ ...change, body: { pad: 'x'.repeat(3_900_000) } }];
    const applying = Array.from({ length: 20 }, () =>
      store.apply({ changes, checkpoint: 1n }, 'live'),
    );
    await expect(Promise.any(applying)).rejects.toThrow(AggregateError);
    await expect(applying.at(-1)).rejects.toThrow(/too many/);
    await expect(applying[0]).rejects.toThrow(/cannot be used/);
  });

  it('that does not start is said plainly', async () => {
    await expect(start('throw new Error("no")')).rejects.toThrow(StoreUnavailable);
  });
});

function cutShort(path: string): void {
  truncateSync(path, Math.trunc(statSync(path).size / 2));
}

/** All but the first pages. */
function overwrite(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 40_960);
  writeFileSync(path, bytes);
}
