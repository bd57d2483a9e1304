import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, ReadStore } from '@mailhaul/application';
import { ClientBus } from '@mailhaul/bus-nest';
import { InProcessClient, InProcessHub, InProcessServer } from '@mailhaul/bus-inprocess';
import { collections } from '@mailhaul/contracts';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { ReportingModule } from '@mailhaul/reporting-service';
import { SqliteSecrets } from '@mailhaul/secrets';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GatewayModule, GatewayService } from '../gateway.module.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { ApiClient } from './api-client.ts';

export const adminPassword = 'correct horse battery';

export interface GatewayBench {
  readonly url: string;
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly secrets: SqliteSecrets;
  readonly service: GatewayService;
  readonly hub: InProcessHub;
  /** Signed in as the first operator. */
  readonly admin: ApiClient;
  client(): ApiClient;
  close(): Promise<void>;
}

/** The gateway and reporting in one Nest application on embedded adapters, over real HTTP. */
export async function startGateway(
  given: Partial<GatewayOptions> & { readonly folder?: string } = {},
): Promise<GatewayBench> {
  const folder = given.folder ?? (await mkdtemp(join(tmpdir(), 'mailhaul-gateway-')));
  const store = given.store ?? new MemoryEventStore({ clock: systemClock });
  const readStore =
    given.readStore ?? (await SqliteReadStore.open({ path: ':memory:', collections }));
  const secrets = SqliteSecrets.open({
    path: join(folder, 'secrets.sqlite'),
    masterKey: { file: join(folder, 'master.key') },
  });
  const hub = new InProcessHub();
  const bus = new ClientBus(new InProcessClient(hub));
  const common = { bus, clock: systemClock, random: systemRandom };
  const gateway = GatewayModule.with({
    ...{ ...common, store, readStore, secrets: secrets.secrets, sealers: secrets.sealers },
    ...{ sessions: secrets.sessions, version: '1.2.3', publicUrl: 'http://127.0.0.1' },
    adminPassword,
    ...given,
    // What an answer shows may be older where a machine is slow; what specs compare may not.
    limits: { showMsMax: 30_000, ...given.limits },
  });
  const reporting = ReportingModule.with({
    ...{ ...common, events: store, documents: readStore, sealers: secrets.sealers },
    onTrouble: (error) => {
      console.error(error);
    },
  });

  class BenchModule {}
  Module({ imports: [gateway, reporting] })(BenchModule);
  const app = await NestFactory.create(BenchModule, { bodyParser: false, logger: ['error'] });
  app.connectMicroservice({ strategy: new InProcessServer(hub, 'gateway') });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const url = `http://127.0.0.1:${port}`;
  const service = app.get(GatewayService);
  const admin = new ApiClient(url);
  if (given.adminPassword === undefined && !('adminPassword' in given)) {
    await admin.signIn('admin', adminPassword);
  }
  return {
    ...{ url, store, readStore, secrets, service, hub, admin },
    client: () => new ApiClient(url),
    close: async () => {
      await app.close();
      await bus.close();
      await readStore.close();
      secrets.close();
      if (given.folder === undefined) await rm(folder, { recursive: true });
    },
  };
}
