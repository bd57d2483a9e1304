import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InProcessClient, InProcessHub, InProcessServer } from '@mailhaul/bus-inprocess';
import { ClientBus } from '@mailhaul/bus-nest';
import type { Config } from '@mailhaul/config';
import { type FirstSignIn, GatewayService } from '@mailhaul/gateway-service';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type Logging, Metrics, nestLogger, watchRequests } from '@mailhaul/telemetry';
import { consoleMiddleware, openConsole } from './console-handler.ts';
import { openStores } from './open-stores.ts';
import { servicesOf } from './services-of.ts';

export interface Standalone {
  readonly url: string;
  /** Where the first operator's password was set at this start. */
  readonly firstSignIn: FirstSignIn | undefined;
  /** Drains and stops; what runs goes on with the next start. */
  close(): Promise<void>;
}

export interface StartWish {
  /** An administrator's password is forgotten: another one is set, to be used once. */
  readonly resetsAdminPassword: boolean;
}

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
    const stores = await openStores(config);
    closing.push(() => stores.close());
    const hub = new InProcessHub();
    const bus = new ClientBus(new InProcessClient(hub));
    const metrics = new Metrics();
    const publicUrl = config.publicUrl ?? `http://${urlHost(config.host)}:${config.port}`;
    const module = servicesOf({ config, stores, bus, logging, metrics, publicUrl, wish });
    const app = await NestFactory.create<NestExpressApplication>(module, {
      logger: nestLogger(logging.loggerOf('nest')),
      bodyParser: false,
      forceCloseConnections: true,
      abortOnError: false,
    });
    closing.push(() => app.close());
    app.disable('x-powered-by');
    app.disable('x-powered-by');
    const logger = logging.loggerOf('gateway');
    app.use(watchRequests({ logger, metrics, clock: systemClock, random: systemRandom }));
    app.use(consoleMiddleware(await openConsole()));
    app.connectMicroservice<MicroserviceOptions>(
      { strategy: new InProcessServer(hub, 'standalone') },
      { inheritAppConfig: false },
    );
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
