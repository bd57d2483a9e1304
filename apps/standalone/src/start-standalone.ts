import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '@mailhaul/config';
import { type FirstSignIn, GatewayService } from '@mailhaul/gateway-service';
import {
  type StartWish,
  noWaiting,
  openBus,
  openDocuments,
  openStores,
  serviceModules,
} from '@mailhaul/host';
import { consoleMiddleware, openConsole } from '@mailhaul/host/console';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type Logging, Metrics, nestLogger, watchRequests } from '@mailhaul/telemetry';

export interface Standalone {
  readonly url: string;
  /** Where the first operator's password was set at this start. */
  readonly firstSignIn: FirstSignIn | undefined;
  /** Drains and stops; what runs goes on with the next start. */
  close(): Promise<void>;
}

/** All five services as one Nest module. */
class StandaloneModule {}

/** @throws what a store or the port refuses with; nothing of it stays open. */
export async function startStandalone(
  config: Config,
  logging: Logging,
  wish: StartWish = { resetsAdminPassword: false },
): Promise<Standalone> {
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const stores = await openStores(config, noWaiting);
    closing.push(() => stores.close());
    const documents = await openDocuments(config, noWaiting);
    closing.push(() => documents.close());
    const { bus, strategy } = openBus(config, 'standalone');
    const metrics = new Metrics();
    const publicUrl = config.publicUrl ?? `http://${urlHost(config.host)}:${config.port}`;
    const parts = { config, stores, documents, bus, logging, metrics, publicUrl, wish };
    const imports = Object.values(serviceModules).map((module) => module(parts));
    const app = await NestFactory.create<NestExpressApplication>(
      { module: StandaloneModule, imports },
      {
        logger: nestLogger(logging.loggerOf('nest')),
        bodyParser: false,
        forceCloseConnections: true,
        abortOnError: false,
      },
    );
    closing.push(() => app.close());
    app.disable('x-powered-by');
    const logger = logging.loggerOf('gateway');
    app.use(watchRequests({ logger, metrics, clock: systemClock, random: systemRandom }));
    app.use(consoleMiddleware(await openConsole()));
    app.connectMicroservice<MicroserviceOptions>({ strategy }, { inheritAppConfig: false });
    await app.startAllMicroservices();
    const server = (await app.listen(config.port, config.host)) as {
      address(): AddressInfo;
    };
    const { port } = server.address();
    const url = config.publicUrl ?? `http://${urlHost(config.host)}:${port}`;
    const { firstSignIn } = app.get(GatewayService);
    return { url, firstSignIn, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a browser on this machine can open. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
