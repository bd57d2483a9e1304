import type { Capabilities, ItemForm } from '@mailhaul/connector-contract';

/** A server ends a request after a minute (page "EWS throttling in Exchange"), and takes less than a second for an item. */
export const batchItemsMax = 50;
export const batchBytesMax = 4 * 1024 * 1024;
/** One being made, one being read back, one that waits for the line. */
export const writesInFlightMax = 3;

/** EWSMaxConcurrency (page "EWS throttling in Exchange"): requests of one account at a time; of Exchange 2010 (version 14) and before. */
const requestsAtOnceMax = 27;
const requestsAtOnceMax2010 = 10;
/** A session that writes reads back what it wrote meanwhile. */
const requestsOfSessionMax = 2;

export interface SeenOfServer {
  readonly name: string | undefined;
  /** Of its version; 0: it does not say. */
  readonly major: number;
  /** Folders come with the number that their next item gets. */
  readonly tellsNextNumber: boolean;
  /** The server has no numbers for items that are of use. */
  readonly areIdsOwn: boolean;
  readonly exports: boolean;
  readonly uploads: boolean;
  readonly keepsMarkers: boolean;
}

export function capabilitiesOf(server: SeenOfServer): Capabilities {
  const both: readonly ItemForm[] = ['mime', 'exchange-item'];
  const isOld = server.major > 0 && server.major <= 14;
  const requestsMax = isOld ? requestsAtOnceMax2010 : requestsAtOnceMax;
  return {
    sessionsAtWorkMax: Math.floor(requestsMax / requestsOfSessionMax),
    batchItemsMax,
    batchBytesMax,
    writesInFlightMax,
    dateGranularityMs: 1000,
    isCaseInsensitive: true,
    areSizesEstimates: true,
    givesForms: server.exports ? ['exchange-stream', ...both] : both,
    takesForms: server.uploads ? ['exchange-stream', ...both] : both,
    ...(server.areIdsOwn ? { areIdsOwn: true } : {}),
    ...(server.name === undefined ? {} : { serverName: server.name }),
    reportsDeltas: false,
    listsStates: server.tellsNextNumber,
    returnsIdOnWrite: true,
    writesBatches: true,
    removesItems: true,
    movesItems: true,
    preservesReceivedDate: true,
    preservesFlags: true,
    preservesCategories: true,
    subscribesFolders: false,
    keepsMarkers: server.keepsMarkers,
  };
}
