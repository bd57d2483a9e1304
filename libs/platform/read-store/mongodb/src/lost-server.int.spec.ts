import type { CollectionSpec } from '@mailhaul/application';
import { CheckpointMoved, StoreUnavailable } from '@mailhaul/application';
import { type PrivateMongo, startMongo } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MongoReadStore } from './mongo-read-store.ts';

const pairs: CollectionSpec = { name: 'pairs', fields: { state: 'text' }, searched: ['state'] };
const later: CollectionSpec = { ...pairs, fields: { state: 'text', size: 'number' } };

describeWithServer('mongo', 'MongoDB that is lost', () => {
  let server: PrivateMongo;
  let store: MongoReadStore;
  beforeEach(async () => {
    server = await startMongo();
    store = await MongoReadStore.open({ url: `${server.url}/lost`, collections: [pairs] });
  });
  afterEach(async () => {
    await store.close();
    await server.kill();
  });

  const batch = (state: string, position: bigint) => ({
    changes: [{ collection: 'pairs', tenant: 't', id: 'a', position, body: { state } }],
    checkpoint: position,
  });

  it('says that nothing was projected yet when it comes back empty, and takes it all again', async () => {
    await store.apply(batch('done', 5n), 'live');
    await server.kill();
    await expect(store.count('pairs', {})).rejects.toThrow(StoreUnavailable);
    await server.start();
    expect(await store.checkpoint('live')).toBeUndefined();
    await store.apply(batch('done', 5n), 'live');
    expect(await store.count('pairs', {})).toBe(1);
  });

  it('lets one of two who write behind the same checkpoint go on, and tells the other', async () => {
    const other = await MongoReadStore.open({ url: `${server.url}/lost`, collections: [pairs] });
    for (let round = 1n; round <= 30n; round += 1n) {
      const after = round === 1n ? ('none' as const) : round - 1n;
      const writes = [store, other].map((one) =>
        one.apply({ ...batch(`round ${round}`, round), after }, 'live'),
      );
      const ends = await Promise.allSettled(writes);
      const refused = ends.filter((end) => end.status === 'rejected');
      expect(refused.map(({ reason }) => (reason as Error).constructor)).toEqual([CheckpointMoved]);
    }
    await other.close();
  });

  it('serves two releases beside each other, each with documents of its own', async () => {
    await store.apply(batch('old', 5n), 'live');
    const next = await MongoReadStore.open({ url: `${server.url}/lost`, collections: [later] });
    expect(await next.checkpoint('live')).toBeUndefined();
    await next.apply(batch('new', 5n), 'live');
    const key = { tenant: 't', id: 'a' };
    expect((await store.get('pairs', key))?.body).toEqual({ state: 'old' });
    expect((await next.get('pairs', key))?.body).toEqual({ state: 'new' });
    await next.close();
  });
});

it('refuses in words where nobody answers, and repeats nothing of the address', async () => {
  const opening = MongoReadStore.open({
    url: 'mongodb://me:s3cret@127.0.0.1:1/lost?serverSelectionTimeoutMS=200',
    collections: [pairs],
  });
  const error = await opening.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).not.toContain('s3cret');
});
