import { connectorConformance } from '@mailhaul/connector-conformance';
import type { MailConnector } from '@mailhaul/connector-contract';
import { imapConnector } from '@mailhaul/connector-imap';
import { MemoryMailSystem, memoryConnector } from '@mailhaul/connector-memory';
import { systemClock } from '@mailhaul/kernel';
import { startImapServer } from '@mailhaul/mail-servers';
import { withEarlyOpening } from './early/with-early-opening.ts';
import { OperationMeter } from './meter/operation-meter.ts';
import { withMeter } from './meter/with-meter.ts';
import { PaceGovernor } from './pace/pace-governor.ts';
import { withPace } from './pace/with-pace.ts';
import { withRetry } from './retry/with-retry.ts';

/** Wrapped as the registry does it: whoever holds a connector must not tell the difference. */
function decorated(connector: MailConnector): MailConnector {
  const governor = new PaceGovernor(systemClock);
  const metered = withMeter(connector, new OperationMeter());
  return withRetry(withEarlyOpening(withPace(metered, { governor })));
}

const claims = {
  batchItemsMax: 50,
  batchBytesMax: 4 * 1024 * 1024,
  dateGranularityMs: 1000,
  isCaseInsensitive: false,
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

connectorConformance({
  name: 'memory behind retry, early opening, pace and meter',
  create: () => {
    const connector = decorated(memoryConnector(new MemoryMailSystem('spec'), 'ann'));
    return Promise.resolve({ connector, dispose: () => Promise.resolve() });
  },
  expected: { ...claims, itemBytesMax: 64 * 1024 * 1024, writesInFlightMax: 2, lettingGoMs: 0 },
});

connectorConformance({
  name: 'IMAP behind retry, early opening, pace and meter',
  create: async () => {
    const [user, password] = ['ann', 'secret'];
    const server = await startImapServer({ mailboxes: [{ user, password }] });
    const { host, port } = server;
    const connector = decorated(imapConnector({ host, port, security: 'none', user, password }));
    return { connector, dispose: () => server.stop() };
  },
  expected: { ...claims, movesItems: true, itemBytesMax: 256 * 1024 * 1024, writesInFlightMax: 8 },
});
