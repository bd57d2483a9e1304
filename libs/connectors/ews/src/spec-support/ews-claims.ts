import type { Capabilities } from '@mailhaul/connector-contract';

/** What the connector claims of a server that numbers items and folders. */
export const ewsClaims: Omit<Capabilities, 'serverName'> = {
  sessionsAtWorkMax: 13,
  batchItemsMax: 50,
  batchBytesMax: 4 * 1024 * 1024,
  writesInFlightMax: 3,
  dateGranularityMs: 1000,
  isCaseInsensitive: true,
  areSizesEstimates: true,
  givesForms: ['exchange-stream', 'mime', 'exchange-item'],
  takesForms: ['exchange-stream', 'mime', 'exchange-item'],
  reportsDeltas: false,
  listsStates: true,
  returnsIdOnWrite: true,
  writesBatches: true,
  removesItems: true,
  movesItems: true,
  preservesReceivedDate: true,
  preservesFlags: true,
  preservesCategories: true,
  subscribesFolders: false,
  keepsMarkers: true,
};
