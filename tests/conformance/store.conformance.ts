import { eventStoreConformance } from '@mailhaul/event-store-conformance';
import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { systemClock } from '@mailhaul/kernel';
import { addressOf } from './server-ports.ts';

eventStoreConformance({
  name: 'a server',
  create: async () => {
    const url = addressOf('store');
    const open = () => EventStoreDbEventStore.open({ url, clock: systemClock });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      dispose: () => store.close(),
    };
  },
});
