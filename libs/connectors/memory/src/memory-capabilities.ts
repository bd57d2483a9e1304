import type { Capabilities } from '@mailhaul/connector-contract';

/** What the memory system can do: everything the contract names. */
export const memoryCapabilities: Capabilities = {
  itemBytesMax: 64 * 1024 * 1024,
  batchItemsMax: 50,
  batchBytesMax: 4 * 1024 * 1024,
  writesInFlightMax: 2,
  dateGranularityMs: 1000,
  isCaseInsensitive: false,
  lettingGoMs: 0,
  serverName: 'memory',
  reportsDeltas: true,
  listsStates: true,
  returnsIdOnWrite: true,
  writesBatches: true,
  removesItems: true,
  preservesReceivedDate: true,
  preservesFlags: true,
  preservesCategories: true,
  subscribesFolders: true,
};
