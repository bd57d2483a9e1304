export {
  type EventStoreConformance,
  type StoreUnderTest,
  eventStoreConformance,
} from './event-store-conformance.ts';
