export { EventStoreProcess } from './event-store-process.ts';
export {
  type EventStoreDouble,
  type EventStoreDoubleOptions,
  startEventStoreDouble,
} from './start-event-store-double.ts';
