export { MemoryEventStore, type MemoryEventStoreSettings } from './memory-event-store.ts';
