import type { Capabilities } from '@mailhaul/connector-contract';
import { knownLettingGoMs } from './known-autologouts.ts';
import type { ServerFeatures } from './server-features.ts';

/** design.md's batch for IMAP: larger gains nothing, smaller costs round trips. */
const batchItemsMax = 50;
const batchBytesMax = 4 * 1024 * 1024;
const writesInFlightMax = 8;

export function capabilitiesOf(
  features: ServerFeatures,
  serverName: string | undefined,
): Capabilities {
  const lettingGoMs = knownLettingGoMs(serverName);
  return {
    // APPENDLIMIT=0 would mean that nothing can be written (RFC 7889 §2); APPENDLIMIT alone says nothing.
    ...(features.appendLimit === undefined ? {} : { itemBytesMax: features.appendLimit }),
    batchItemsMax,
    batchBytesMax,
    writesInFlightMax,
    dateGranularityMs: 1000,
    isCaseInsensitive: false,
    ...(lettingGoMs === undefined ? {} : { lettingGoMs }),
    ...(serverName === undefined ? {} : { serverName }),
    reportsDeltas: features.condstore,
    listsStates: true,
    returnsIdOnWrite: features.uidPlus,
    writesBatches: features.multiAppend,
    removesItems: features.uidPlus,
    movesItems: features.move,
    preservesReceivedDate: true,
    preservesFlags: true,
    preservesCategories: true,
    subscribesFolders: true,
  };
}
