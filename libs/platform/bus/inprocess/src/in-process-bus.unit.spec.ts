import { busConformance } from '@mailhaul/bus-conformance';
import { ClientBus } from '@mailhaul/bus-nest';
import { InProcessClient } from './in-process-client.ts';
import { InProcessHub } from './in-process-hub.ts';
import { InProcessServer } from './in-process-server.ts';

/** Cases lose announcements on purpose. */
const silent = { log: () => undefined, warn: () => undefined };

busConformance('in process', () => {
  const hub = new InProcessHub();
  return Promise.resolve({
    createServer: (group) => new InProcessServer(hub, group, { drainMs: 50 }),
    createBus: () => new ClientBus(new InProcessClient(hub), { logger: silent }),
    dispose: () => Promise.resolve(),
  });
});
