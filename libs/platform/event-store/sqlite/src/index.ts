export { StateDamaged, StateInUse, StateMissing, StateTooNew } from './errors.ts';
export { SqliteEventStore, type SqliteEventStoreSettings } from './sqlite-event-store.ts';
