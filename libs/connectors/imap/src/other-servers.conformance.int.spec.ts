import { connectorConformance, type Waiver } from '@mailhaul/connector-conformance';
import {
  anyUserPassword,
  type PrivateServer,
  startCourier,
  startCyrus,
} from '@mailhaul/testing/servers';
import { describeWithServer, type RealServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll } from 'vitest';
import { imapConnector } from './imap-connector.ts';
import { fullClaims } from './spec-support/imap-claims.ts';

interface Against {
  readonly server: RealServer;
  readonly start: () => Promise<PrivateServer>;
  readonly expected: typeof fullClaims;
  readonly waived: Readonly<Record<string, Waiver>>;
}

let userCount = 0;

function against(name: string, { server, start, ...options }: Against): void {
  describeWithServer(server, name, () => {
    let running: PrivateServer;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running.stop());
    connectorConformance({
      name,
      ...options,
      create: () => {
        const { host, port } = running;
        const user = `user${(userCount += 1)}@example.org`;
        const password = anyUserPassword;
        const connector = imapConnector({ host, port, security: 'none', user, password });
        return Promise.resolve({ connector, dispose: () => Promise.resolve() });
      },
    });
  });
}

const date = '2026-11-23';
const early: Waiver = { reason: 'it takes no date before 1970; such items fail by name', date };
const bytesTold = 'tests/integration/real-servers shows which, and that each is told';

const cyrus: Omit<Against, 'start'> = {
  server: 'cyrus',
  expected: { ...fullClaims, itemBytesMax: 4_294_967_295 },
  waived: {
    'hostile: odd bodies come back byte by byte': {
      reason: `it refuses headers without fields and writes X for 8-bit bytes in them; ${bytesTold}`,
      date,
    },
    'hostile: bare CR and bare LF come back as they were sent': {
      reason: `it refuses messages with a bare LF; ${bytesTold}`,
      date,
    },
    'hostile: dates outside of every calendar do not keep the item out': early,
  },
};

against('Cyrus, / and no prefix', { ...cyrus, start: () => startCyrus() });
against('Cyrus, . and INBOX.', { ...cyrus, start: () => startCyrus({ isClassic: true }) });
against('Courier', {
  server: 'courier',
  start: startCourier,
  expected: { ...fullClaims, reportsDeltas: false, writesBatches: false, movesItems: false },
  waived: {
    'hostile: odd bodies come back byte by byte': {
      reason: `it ends the last line where nothing did; ${bytesTold}`,
      date,
    },
    'hostile: bare CR and bare LF come back as they were sent': {
      reason: `it drops bare CR and serves CRLF for LF; ${bytesTold}`,
      date,
    },
    'hostile: dates outside of every calendar do not keep the item out': early,
  },
});
