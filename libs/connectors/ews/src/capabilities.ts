import type { Capabilities } from '@mailhaul/connector-contract';

/** A server ends a request after a minute (page "EWS throttling in Exchange"): rather small requests. */
export const batchItemsMax = 20;
export const batchBytesMax = 4 * 1024 * 1024;

export function capabilitiesOf(server: {
  readonly name: string | undefined;
  /** Folders come with the number that their next item gets. */
  readonly tellsNextNumber: boolean;
}): Capabilities {
  return {
    batchItemsMax,
    batchBytesMax,
    writesInFlightMax: 1,
    dateGranularityMs: 1000,
    isCaseInsensitive: true,
    areSizesEstimates: true,
    ...(server.name === undefined ? {} : { serverName: server.name }),
    reportsDeltas: false,
    listsStates: server.tellsNextNumber,
    returnsIdOnWrite: true,
    writesBatches: true,
    removesItems: true,
    preservesReceivedDate: true,
    preservesFlags: true,
    preservesCategories: true,
    subscribesFolders: false,
  };
}
