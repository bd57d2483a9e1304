export { ReadStoreInUse } from './errors.ts';
export { SqliteReadStore, type SqliteReadStoreSettings } from './sqlite-read-store.ts';
