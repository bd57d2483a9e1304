import { join } from 'node:path';
import { eventStoreConformance } from '@mailhaul/event-store-conformance';
import { systemClock } from '@mailhaul/kernel';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { temporaryFolder } from './spec-support/temporary-folder.ts';

eventStoreConformance({
  name: 'sqlite',
  create: async () => {
    const folder = temporaryFolder();
    const open = () =>
      SqliteEventStore.open({ path: join(folder.path, 'log.db'), clock: systemClock });
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
  },
});
