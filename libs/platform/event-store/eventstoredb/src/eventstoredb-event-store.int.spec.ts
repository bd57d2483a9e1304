import { eventStoreConformance } from '@mailhaul/event-store-conformance';
import { systemClock } from '@mailhaul/kernel';
import { type EventStoreDouble, startEventStoreDouble } from '@mailhaul/testing/eventstoredb';
import { afterAll, beforeAll } from 'vitest';
import { EventStoreDbEventStore } from './eventstoredb-event-store.ts';

let server: EventStoreDouble;
beforeAll(async () => {
  server = await startEventStoreDouble();
});
afterAll(() => server.stop());

eventStoreConformance({
  name: 'EventStoreDB (double)',
  create: async () => {
    const open = () => EventStoreDbEventStore.open({ url: server.url, clock: systemClock });
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
