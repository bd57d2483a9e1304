import { eventStoreConformance } from '@mailhaul/event-store-conformance';
import { systemClock } from '@mailhaul/kernel';
import { MemoryEventStore } from './memory-event-store.ts';

eventStoreConformance({
  name: 'memory',
  create: () => {
    const store = new MemoryEventStore({ clock: systemClock });
    return Promise.resolve({ store, dispose: () => store.close() });
  },
});
