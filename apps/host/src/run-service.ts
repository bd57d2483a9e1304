import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type Config, readConfig } from '@mailhaul/config';
import { GatewayService } from '@mailhaul/gateway-service';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { Logging, Metrics, nestLogger, watchRequests } from '@mailhaul/telemetry';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { exitCodes } from './exit-codes.ts';
import { type Checks, healthHandler } from './health.ts';
import { openBus } from './open-bus.ts';
import { openDocuments, openStores } from './open-stores.ts';
import { type ServiceParts, serviceModules } from './services-of.ts';
import { wordsOfFailure } from './start-failure.ts';
import { StartProgress } from './start-progress.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { waitingFor } from './waiting.ts';

export type ServiceName = keyof typeof serviceModules;

const withDocuments: ReadonlySet<ServiceName> = new Set<ServiceName>(['gateway', 'reporting']);

/** A process that is one service, from its environment to its end. */
export async function runService(name: ServiceName): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) return leave(read.problems, exitCodes.usage);
  const problems = [...embeddedParts(read.config), ...masterKeyProblem(process.env)];
  if (problems.length > 0) return leave(problems, exitCodes.usage);
  const service = new RunningService(name, read.config);
  stopOnSignal(() => service.close());
  try {
    await service.start();
  } catch (error) {
    // Whoever is told to stop while he waits has not failed.
    if (service.isStopping) return;
    await service.close();
    leave([wordsOfFailure(error)], exitCodes.failed);
  }
}

/** What lives in one process alone cannot be shared by five. */
function embeddedParts({ bus, eventStore, readStore, secretStore }: Config): string[] {
  const places = [
    ['MAILHAUL_EVENT_STORE', eventStore.scheme, 'esdb://'],
    ['MAILHAUL_BUS', bus.scheme, 'nats://'],
    ['MAILHAUL_READ_STORE', readStore.scheme, 'mongodb://'],
    ['MAILHAUL_SECRET_STORE', secretStore.scheme, 'mongodb://'],
  ] as const;
  return places
    .filter(([, scheme]) => scheme === 'sqlite' || scheme === 'inprocess')
    .map(
      ([setting, , wanted]) =>
        `${setting} is not set to a server; a service of its own needs ${wanted}`,
    );
}

/** Processes that each made a key of their own would part the tenants between them. */
function masterKeyProblem(environment: NodeJS.ProcessEnv): string[] {
  const { MAILHAUL_MASTER_KEY: key, MAILHAUL_MASTER_KEY_FILE: file } = environment;
  if (key || file) return [];
  return [
    'Neither MAILHAUL_MASTER_KEY nor MAILHAUL_MASTER_KEY_FILE is set; all services need the same key',
  ];
}

class RunningService {
  readonly #name: ServiceName;
  readonly #config: Config;
  readonly #logging: Logging;
  readonly #metrics = new Metrics();
  readonly #stopping = new AbortController();
  readonly #closing: (() => Promise<void> | void)[] = [];
  #checks: () => Checks = () => ({});

  constructor(name: ServiceName, config: Config) {
    this.#name = name;
    this.#config = config;
    this.#logging = new Logging({ ...config.log, isColoured: process.stdout.isTTY });
  }

  async start(): Promise<void> {
    const config = this.#config;
    const isShown = withDocuments.has(this.#name);
    const needed = ['event store', 'secret store', ...(isShown ? ['read store'] : []), 'bus'];
    const progress = new StartProgress(needed);
    this.#checks = () => progress.checks();
    const serve = await this.#listen();
    const waiting = waitingFor(systemClock, {
      say: (line) => console.log(line),
      waitsFor: (one) => progress.waitsFor(one),
      has: (one) => progress.has(one),
      signal: this.#stopping.signal,
    });
    const stores = await openStores(config, waiting);
    this.#closing.push(() => stores.close());
    const documents = isShown ? await openDocuments(config, waiting) : undefined;
    if (documents !== undefined) this.#closing.push(() => documents.close());
    const { bus, strategy, isConnected } = openBus(config, this.#name);
    this.#closing.push(() => bus.close());
    const busCheck = () =>
      isConnected() ? Promise.resolve('answers') : Promise.reject(new Error('no server answers'));
    const parts: ServiceParts = {
      ...{ config, stores, bus, logging: this.#logging, metrics: this.#metrics },
      ...(documents === undefined ? {} : { documents }),
      publicUrl: config.publicUrl ?? `http://127.0.0.1:${config.port}`,
      wish: { resetsAdminPassword: false },
      readiness: { bus: busCheck },
    };
    const checks = {
      'event store': () => stores.events.readLast('tenant-provider.none'),
      'secret store': () => stores.secrets.sessions.get('none'),
      ...(documents === undefined ? {} : { 'read store': () => documents.checkpoint('live') }),
      bus: busCheck,
    };
    const app = await NestFactory.create<NestExpressApplication>(
      serviceModules[this.#name](parts),
      {
        logger: nestLogger(this.#logging.loggerOf('nest')),
        bodyParser: false,
        abortOnError: false,
      },
    );
    this.#closing.push(() => app.close());
    const logger = this.#logging.loggerOf(this.#name);
    if (this.#name === 'gateway') {
      app.disable('x-powered-by');
      const watch = { logger, metrics: this.#metrics, clock: systemClock, random: systemRandom };
      app.use(watchRequests(watch));
    }
    app.connectMicroservice<MicroserviceOptions>({ strategy }, { inheritAppConfig: false });
    await waiting.meanwhile('bus', () => app.startAllMicroservices());
    await app.init();
    if (this.#name === 'gateway') {
      serve(app.getHttpAdapter().getInstance() as RequestListener);
      this.#tellFirstSignIn(app.get(GatewayService));
    }
    this.#checks = () => checks;
    console.log(`The ${this.#name} works.`);
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    for (const one of this.#closing.splice(0).reverse()) await one();
  }

  /** Health from the first moment; the gateway's own pages once it works. */
  async #listen(): Promise<(listener: RequestListener) => void> {
    const { port, host, metricsToken } = this.#config;
    let listener: RequestListener = healthHandler({
      checks: () => this.#checks(),
      metrics: () => this.#metrics.text(),
      metricsToken,
      clock: systemClock,
      isFirstOf: this.#name === 'gateway',
    });
    const server: Server = createServer((request, response) => {
      listener(request, response);
    });
    server.listen(port, host);
    await once(server, 'listening');
    this.#closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    const shown = typeof address === 'object' && address !== null ? address.port : port;
    console.log(`${this.#name} listens at ${host}:${shown}`);
    return (next) => {
      listener = next;
    };
  }

  #tellFirstSignIn({ firstSignIn }: GatewayService): void {
    if (firstSignIn === undefined) return;
    const { login, password, isGiven } = firstSignIn;
    console.log(
      `Sign in as ${login} with ${isGiven ? 'the password in MAILHAUL_ADMIN_PASSWORD' : password}`,
    );
  }
}

function leave(problems: readonly string[], code: number): void {
  for (const problem of problems) console.error(problem);
  process.exit(code);
}
