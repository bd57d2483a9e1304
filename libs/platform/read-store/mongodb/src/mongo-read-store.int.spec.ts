import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { readStoreConformance } from '@mailhaul/read-store-conformance';
import { type PrivateMongo, startMongo } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll } from 'vitest';
import { MongoReadStore } from './mongo-read-store.ts';

describeWithServer('mongo', 'MongoDB', () => {
  let server: PrivateMongo;
  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(() => server.kill());

  readStoreConformance('mongodb', async (collections) => {
    const url = `${server.url}/case-${uuid4(systemRandom).slice(0, 13)}`;
    const open = () => MongoReadStore.open({ url, collections });
    let store = await open();
    return {
      store,
      isAtomic: false,
      longListRows: 1100,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      dispose: () => store.close(),
    };
  });
});
