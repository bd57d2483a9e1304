export { EventStoreDbEventStore, type EventStoreDbSettings } from './eventstoredb-event-store.ts';
