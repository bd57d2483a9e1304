import { readFileSync } from 'node:fs';
import { busConformance } from '@mailhaul/bus-conformance';
import { NatsConnection, NatsStrategy, natsAddress } from '@mailhaul/bus-nats';
import { ClientBus } from '@mailhaul/bus-nest';
import { addressOf, authoritiesFile } from './server-ports.ts';

/** Cases lose announcements on purpose. */
const silent = { log: () => undefined, warn: () => undefined };

busConformance('a server', () => {
  const authorities = authoritiesFile();
  const tls = authorities === undefined ? undefined : { ca: readFileSync(authorities, 'utf8') };
  const address = natsAddress(addressOf('bus'), tls);
  return Promise.resolve({
    createServer: (group) => new NatsStrategy({ address, group, drainMs: 500 }),
    createBus: () => new ClientBus(new NatsConnection(address), { logger: silent }),
    dispose: () => Promise.resolve(),
  });
});
