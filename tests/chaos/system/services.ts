import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@mailhaul/testing';
import { startProxy, type TcpProxy } from '@mailhaul/testing/proxies';
import { type AppName, ServiceProcess } from '../../support/distributed-system.ts';
import type { SystemServers } from './servers.ts';

const movedClock = fileURLToPath(new URL('./moved-clock.ts', import.meta.url));

/** A process of one service with lines and a clock of its own. */
export interface StagedService {
  readonly name: AppName;
  readonly process: ServiceProcess;
  /** To the event store, the read store and the store of secrets. */
  readonly lines: Readonly<Record<'events' | 'reads' | 'secrets', TcpProxy>>;
  /** A fault has it in its hands. */
  isBusy: boolean;
  /** Its wall clock stands so far off from now on. */
  moveClock(aheadMs: number): void;
}

/** Five services and three more processes: another scheduler stands by, and three workers in all. */
const names: readonly AppName[] = [
  'gateway',
  'scheduler',
  'scheduler',
  'reporting',
  'notifier',
  'mailbox-worker',
  'mailbox-worker',
  'mailbox-worker',
];

export async function startServices(
  servers: SystemServers,
  slots: number,
): Promise<readonly StagedService[]> {
  const clocks = join(servers.folder, 'clocks');
  mkdirSync(clocks, { recursive: true });
  const services: StagedService[] = [];
  for (const [n, name] of names.entries()) {
    services.push(await stage(servers, { name, slots, clockFile: join(clocks, String(n)) }));
  }
  for (const { process } of services) process.start();
  await Promise.all(services.map(({ process }) => process.untilReady()));
  return services;
}

export async function stopServices(services: readonly StagedService[]): Promise<void> {
  for (const { process } of services) process.signal('SIGCONT');
  await Promise.all(services.map(({ process }) => process.end()));
  const lines = services.flatMap((one) => Object.values(one.lines));
  await Promise.all(lines.map((line) => line.stop()));
}

async function stage(
  servers: SystemServers,
  { name, slots, clockFile }: { name: AppName; slots: number; clockFile: string },
): Promise<StagedService> {
  const lines = {
    events: await startProxy({ port: portOf(servers.events.url) }),
    reads: await startProxy({ port: portOf(servers.reads.url) }),
    secrets: await startProxy({ port: portOf(servers.secrets.url) }),
  };
  const environment = {
    ...servers.environment,
    MAILHAUL_EVENT_STORE: `esdb://127.0.0.1:${lines.events.port}?tls=false`,
    MAILHAUL_BUS: servers.bus.url,
    MAILHAUL_READ_STORE: `mongodb://127.0.0.1:${lines.reads.port}/read`,
    MAILHAUL_SECRET_STORE: `mongodb://127.0.0.1:${lines.secrets.port}/secrets`,
    MAILHAUL_SLOTS: String(slots),
    MAILHAUL_RUNNER_THREADS: '1',
    MAILHAUL_LOG_LEVEL: 'warn',
    NODE_OPTIONS: `--import=${movedClock}`,
    NODE_COMPILE_CACHE: join(servers.folder, 'compiled'),
    CHAOS_CLOCK_FILE: clockFile,
  };
  return {
    name,
    process: new ServiceProcess(name, await freePort(), environment),
    lines,
    isBusy: false,
    moveClock: (aheadMs) => writeFileSync(clockFile, String(aheadMs)),
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
