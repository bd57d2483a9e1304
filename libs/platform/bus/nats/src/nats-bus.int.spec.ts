import { busConformance } from '@mailhaul/bus-conformance';
import { ClientBus } from '@mailhaul/bus-nest';
import { describeWithServer } from '@mailhaul/testing/specs';
import { type PrivateNats, startNats } from '@mailhaul/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { natsAddress } from './nats-address.ts';
import { NatsConnection } from './nats-connection.ts';
import { NatsStrategy } from './nats-strategy.ts';

/** Cases lose announcements on purpose. */
const silent = { log: () => undefined, warn: () => undefined };

describeWithServer('nats', 'NATS', () => {
  let server: PrivateNats;
  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.stop());

  busConformance('nats', () => {
    const address = natsAddress(server.url);
    return Promise.resolve({
      createServer: (group) => new NatsStrategy({ address, group, drainMs: 50 }),
      createBus: () => new ClientBus(new NatsConnection(address), { logger: silent }),
      dispose: () => Promise.resolve(),
    });
  });
});
