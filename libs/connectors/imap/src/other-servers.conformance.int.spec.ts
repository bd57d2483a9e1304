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

const cyrus: Omit<Against, 'start'> = {
  server: 'cyrus',
  expected: { ...fullClaims, itemBytesMax: 4_294_967_295 },
  waived: {},
};

against('Cyrus, / and no prefix', { ...cyrus, start: () => startCyrus() });
against('Cyrus, . and INBOX.', { ...cyrus, start: () => startCyrus({ isClassic: true }) });
against('Courier', {
  server: 'courier',
  start: startCourier,
  expected: { ...fullClaims, reportsDeltas: false, writesBatches: false },
  waived: {},
});
