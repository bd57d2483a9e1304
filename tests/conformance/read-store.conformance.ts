import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { readStoreConformance } from '@mailhaul/read-store-conformance';
import { MongoReadStore } from '@mailhaul/read-store-mongodb';
import { createConnection } from 'mongoose';
import { addressOf, authoritiesFile } from './server-ports.ts';
import { withDatabase } from './with-database.ts';

readStoreConformance('a server', async (collections) => {
  const suffix = uuid4(systemRandom).slice(0, 13);
  const url = withDatabase(addressOf('read-store'), `mailhaul-conformance-${suffix}`);
  const caFile = authoritiesFile();
  const ca = caFile === undefined ? {} : { caFile };
  const open = () => MongoReadStore.open({ url, collections, ...ca });
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
    dispose: async () => {
      await store.close();
      await dropDatabase(url, caFile);
    },
  };
});

async function dropDatabase(url: string, caFile: string | undefined): Promise<void> {
  const tls = caFile === undefined ? {} : { tls: true, tlsCAFile: caFile };
  const connection = await createConnection(url, tls).asPromise();
  try {
    await connection.dropDatabase();
  } finally {
    await connection.close(true);
  }
}
