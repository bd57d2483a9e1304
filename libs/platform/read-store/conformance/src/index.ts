export {
  type MakeReadStore,
  type ReadStoreUnderTest,
  readStoreConformance,
} from './read-store-conformance.ts';
