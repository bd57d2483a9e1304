export { MongoReadStore, type MongoReadStoreSettings } from './mongo-read-store.ts';
