import { connectorConformance } from '@mailhaul/connector-conformance';
import { memoryConnector } from './memory-connector.ts';
import { MemoryMailSystem } from './memory-mail-system.ts';

connectorConformance({
  name: 'memory',
  create: () => {
    const connector = memoryConnector(new MemoryMailSystem('spec'), 'ann');
    return Promise.resolve({ connector, dispose: () => Promise.resolve() });
  },
  expected: {
    itemBytesMax: 64 * 1024 * 1024,
    batchItemsMax: 50,
    batchBytesMax: 4 * 1024 * 1024,
    writesInFlightMax: 2,
    dateGranularityMs: 1000,
    isCaseInsensitive: false,
    lettingGoMs: 0,
    reportsDeltas: true,
    listsStates: true,
    returnsIdOnWrite: true,
    writesBatches: true,
    removesItems: true,
    preservesReceivedDate: true,
    preservesFlags: true,
    preservesCategories: true,
    subscribesFolders: true,
  },
});
