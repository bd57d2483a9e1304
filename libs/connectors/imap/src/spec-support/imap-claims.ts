import type { Capabilities } from '@mailhaul/connector-contract';

/** What the connector claims of a server that offers everything it uses. */
export const fullClaims: Omit<Capabilities, 'serverName'> = {
  batchItemsMax: 50,
  batchBytesMax: 4 * 1024 * 1024,
  writesInFlightMax: 8,
  dateGranularityMs: 1000,
  isCaseInsensitive: false,
  reportsDeltas: true,
  listsStates: true,
  returnsIdOnWrite: true,
  writesBatches: true,
  removesItems: true,
  movesItems: true,
  preservesReceivedDate: true,
  preservesFlags: true,
  preservesCategories: true,
  subscribesFolders: true,
};

export const bareClaims: Omit<Capabilities, 'serverName'> = {
  ...fullClaims,
  reportsDeltas: false,
  returnsIdOnWrite: false,
  writesBatches: false,
  removesItems: false,
  movesItems: false,
};
