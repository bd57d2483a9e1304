import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, openSession } from '@mailhaul/api-client';
import { freePort } from '@mailhaul/testing';
import { EventStoreProcess } from '@mailhaul/testing/eventstoredb';
import {
  type PrivateMongo,
  type PrivateNats,
  startMongo,
  startNats,
} from '@mailhaul/testing/servers';
import { adminPassword } from './standalone-process.ts';

export type AppName =
  'gateway' | 'scheduler' | 'mailbox-worker' | 'reporting' | 'notifier' | 'console';

const entryOf = (name: AppName) =>
  name === 'console' ? 'console/bin/console.mjs' : `${name}/dist/main.js`;

/** A built app of one service in a process of its own. */
export class ServiceProcess {
  readonly name: AppName;
  readonly port: number;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #said: string[] = [];
  #child: ChildProcess | undefined;

  constructor(name: AppName, port: number, environment: Readonly<Record<string, string>>) {
    this.name = name;
    this.port = port;
    this.#environment = environment;
  }

  get output(): string {
    return this.#said.join('');
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  start(): void {
    const main = fileURLToPath(new URL(`../../apps/${entryOf(this.name)}`, import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { ...this.#environment, MAILHAUL_PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#said.push(text));
    }
    this.#child = child;
  }

  /** Of the process that runs, or ran last. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves with the exit code when it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (child !== undefined && this.isRunning) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child?.exitCode ?? null;
  }

  /** The exit code of what ends by itself. */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (child !== undefined && this.isRunning) await once(child, 'exit');
    return child?.exitCode ?? null;
  }

  /** What /readyz says; undefined where nobody answers. */
  async readiness(): Promise<{ status: number; dependencies: object } | undefined> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`).catch(() => undefined);
    if (answer === undefined) return undefined;
    const { dependencies = {} } = (await answer.json()) as { dependencies?: object };
    return { status: answer.status, dependencies };
  }

  async untilReady(): Promise<void> {
    const end = performance.now() + 90_000;
    while ((await this.readiness())?.status !== 200) {
      if (!this.isRunning) throw new Error(`the ${this.name} ended:\n${this.output}`);
      if (performance.now() > end)
        throw new Error(`the ${this.name} is not ready:\n${this.output.slice(-4000)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export interface DistributedSystem {
  readonly events: EventStoreProcess;
  readonly bus: PrivateNats;
  readonly mongo: PrivateMongo;
  readonly services: readonly ServiceProcess[];
  of(name: AppName): ServiceProcess;
  /** One more, once the others work; ready when the promise resolves. */
  add(name: AppName): Promise<ServiceProcess>;
  signIn(): Promise<Client>;
  stop(): Promise<void>;
}

/** Five services and one more worker. */
const usualServices: readonly AppName[] = [
  'gateway',
  'scheduler',
  'mailbox-worker',
  'mailbox-worker',
  'reporting',
  'notifier',
];

export interface DistributedOptions {
  /** Beside the usual ones. */
  readonly more?: readonly AppName[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface BackingServers {
  readonly events: EventStoreProcess;
  readonly bus: PrivateNats;
  readonly mongo: PrivateMongo;
  /** For each service's process. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A cluster of NATS, EventStoreDB's double and MongoDB's stand-in. */
export async function startBackingServers(): Promise<BackingServers> {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-distributed-'));
  const events = new EventStoreProcess(join(folder, 'log'));
  const [bus, mongo] = await Promise.all([startNats(3), startMongo(), events.start()]);
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    MAILHAUL_EVENT_STORE: events.url,
    MAILHAUL_BUS: bus.url,
    MAILHAUL_READ_STORE: `${mongo.url}/read`,
    MAILHAUL_SECRET_STORE: `${mongo.url}/secrets`,
    MAILHAUL_MASTER_KEY: randomBytes(32).toString('base64'),
    MAILHAUL_ADMIN_PASSWORD: adminPassword,
    MAILHAUL_PRIVATE_NETWORKS: '127.0.0.0/8',
    MAILHAUL_SLOTS: '4',
  };
  const stop = async () => {
    await Promise.all([bus.stop(), mongo.kill(), events.kill()]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { events, bus, mongo, environment, stop };
}

/** Processes of one machine that are drained one by one need names of their own. */
function calledBy(n: number): Record<string, string> {
  return { MAILHAUL_WORKER_NAME: `worker-${n}` };
}

/** The services over servers of their own; ready when the promise resolves. */
export async function startDistributedSystem(
  options: DistributedOptions = {},
): Promise<DistributedSystem> {
  const backing = await startBackingServers();
  const { events, bus, mongo } = backing;
  const environment = { ...backing.environment, ...options.environment };
  const services: ServiceProcess[] = [];
  for (const name of [...usualServices, ...(options.more ?? [])]) {
    const gateway = services.find((one) => one.name === 'gateway');
    const port = await freePort();
    const behind = `http://127.0.0.1:${gateway?.port ?? port}`;
    const own = { ...calledBy(services.length), MAILHAUL_GATEWAY_URL: behind };
    services.push(new ServiceProcess(name, port, { ...environment, ...own }));
  }
  for (const service of services) service.start();
  const of = (name: AppName) => services.find((one) => one.name === name) as ServiceProcess;
  const stop = async () => {
    await Promise.all(services.map((service) => service.end()));
    await backing.stop();
  };
  try {
    await Promise.all(services.map((service) => service.untilReady()));
  } catch (error) {
    await stop();
    throw error;
  }
  const baseUrl = `http://127.0.0.1:${of('gateway').port}`;
  const signIn = () => openSession({ baseUrl, login: 'admin', password: adminPassword });
  const add = async (name: AppName) => {
    const own = { ...environment, ...calledBy(services.length) };
    const one = new ServiceProcess(name, await freePort(), own);
    services.push(one);
    one.start();
    await one.untilReady();
    return one;
  };
  return { events, bus, mongo, services, of, add, signIn, stop };
}
