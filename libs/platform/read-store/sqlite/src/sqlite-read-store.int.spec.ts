import { join } from 'node:path';
import { readStoreConformance } from '@mailhaul/read-store-conformance';
import { temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteReadStore } from './sqlite-read-store.ts';

readStoreConformance('sqlite', async (collections) => {
  const folder = temporaryFolder();
  const open = () => SqliteReadStore.open({ path: join(folder.path, 'read.db'), collections });
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    dispose: async () => {
      await store.close();
      folder.remove();
    },
  };
});

readStoreConformance('sqlite in memory', async (collections) => {
  const store = await SqliteReadStore.open({ path: ':memory:', collections });
  return { store, dispose: () => store.close() };
});
