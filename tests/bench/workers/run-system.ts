import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Client, openSession } from '@mailhaul/api-client';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { freePort } from '@mailhaul/testing';
import {
  type AppName,
  type BackingServers,
  ServiceProcess,
  startBackingServers,
} from '../../support/distributed-system.ts';
import { adminPassword } from '../../support/standalone-process.ts';
import { accountByPart, type Part, type PartUse } from './account.ts';
import { admin, mailboxName } from './names.ts';
import { type LogSeen, watchLog } from './watch-log.ts';

export interface WorkersLoad {
  readonly workers: number;
  readonly tenants: number;
  readonly pairs: number;
  readonly messages: number;
  readonly slots: number;
  readonly rttMs: number;
}

export interface WorkersRun {
  readonly load: WorkersLoad;
  /** From the first lease to the last pass's end. */
  readonly seconds: number;
  readonly seen: LogSeen;
  /** Of the same time, by part. */
  readonly cpuMs: ReadonlyMap<Part, number>;
  readonly peakMb: ReadonlyMap<Part, number>;
  /** As the reporting service told it, in turns. */
  readonly lagMs: readonly number[];
  /** As the target server counts them. */
  readonly stored: number;
}

const lagEveryMs = 200;
const lookEveryMs = 100;
const apiInFlight = 8;
const silentMsMax = 300_000;
const key = () => uuid4(systemRandom);

/** One system with so many workers, over servers of its own: all jobs started at once, until each is finished. */
export async function runSystem(load: WorkersLoad): Promise<WorkersRun> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const mail = await startMailServers(load);
    ends.push(() => endOf(mail.child));
    const backing = await startBackingServers();
    ends.push(() => backing.stop());
    const services = await startServices(load, backing, ends);
    const gateway = `http://127.0.0.1:${portOf(services, 'gateway')}`;
    const client = await openSession({ baseUrl: gateway, login: 'admin', password: adminPassword });
    const jobs = await inTurns(range(load.tenants), (n) =>
      setTenant(client, { ...load, ...mail }, n),
    );
    const watch = await watchLog(backing.events.url);
    ends.push(() => watch.stop());
    const before = accountByPart();
    const lag = watchLag(portOf(services, 'reporting'));
    await inTurns(jobs, (path) => client.call('startJob', { path, idempotencyKey: key() }));
    await untilFinished(watch.seen, jobs.length);
    const lagMs = await lag.stop();
    const after = accountByPart();
    const { seen } = watch;
    const stored = await storedBy(mail.child);
    return {
      ...{ load, seen, lagMs, stored },
      seconds: (seen.lastEndMs - seen.firstGrantMs) / 1_000,
      cpuMs: difference(before, after),
      peakMb: new Map([...after].map(([part, { peakMb }]) => [part, peakMb])),
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function untilFinished(seen: LogSeen, jobs: number): Promise<void> {
  let last = { events: 0, atMs: systemClock.monotonicMs() };
  while (seen.jobsFinished < jobs) {
    await systemClock.sleep(lookEveryMs);
    const nowMs = systemClock.monotonicMs();
    if (seen.events > last.events) last = { events: seen.events, atMs: nowMs };
    if (nowMs - last.atMs < silentMsMax) continue;
    const { jobsFinished, completed, failed } = seen;
    const passes = `${completed} passes completed, ${failed} failed`;
    throw new Error(`nothing moves any more: ${jobsFinished} of ${jobs} jobs finished, ${passes}`);
  }
}

interface MailPorts {
  readonly source: number;
  readonly target: number;
}

async function startMailServers({ tenants, pairs, messages, rttMs }: WorkersLoad) {
  const main = fileURLToPath(new URL('mail-servers.ts', import.meta.url));
  const child = fork(main, [tenants * pairs, messages, rttMs].map(String), {
    execArgv: ['--conditions=mailhaul-source', '--max-old-space-size=6000'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout === null) throw new Error('no output of the mail servers');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as MailPorts) };
}

async function storedBy(child: ChildProcess): Promise<number> {
  child.send('count');
  const [count] = (await once(child, 'message')) as [number];
  return count;
}

async function endOf(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function startServices(
  load: WorkersLoad,
  backing: BackingServers,
  ends: (() => Promise<unknown>)[],
): Promise<readonly ServiceProcess[]> {
  const workers = Array<AppName>(load.workers).fill('mailbox-worker');
  const names: readonly AppName[] = ['gateway', 'scheduler', 'reporting', 'notifier', ...workers];
  const environment = {
    ...backing.environment,
    MAILHAUL_SLOTS: String(load.slots),
    MAILHAUL_LOG_LEVEL: 'warn',
  };
  const services: ServiceProcess[] = [];
  ends.push(() => Promise.all(services.map((service) => service.end())));
  for (const name of names) {
    const service = new ServiceProcess(name, await freePort(), environment);
    services.push(service);
    service.start();
  }
  await Promise.all(services.map((service) => service.untilReady()));
  return services;
}

function portOf(services: readonly ServiceProcess[], name: AppName): number {
  return services.find((one) => one.name === name)?.port ?? 0;
}

/** A tenant with two connections and one job of all its mailboxes. */
async function setTenant(client: Client, setting: WorkersLoad & MailPorts, n: number) {
  const tenant = `bench-${n}`;
  const body = { id: tenant, name: tenant, colour: 'teal', weight: 10 } as const;
  await client.call('createTenant', { body, idempotencyKey: key() });
  const define = async (name: string, port: number) => {
    const place = { kind: 'imap', host: '127.0.0.1', port, security: 'none' } as const;
    const settings = { ...place, name, signIn: 'admin', adminUser: admin.user } as const;
    const secrets = { password: admin.password };
    const path = { tenant };
    return client.call('createConnection', {
      path,
      body: { settings, secrets },
      idempotencyKey: key(),
    });
  };
  const source = await define('Old', setting.source);
  const target = await define('New', setting.target);
  const sides = { sourceConnectionId: source.id, targetConnectionId: target.id };
  const job = await client.call('createJob', {
    path: { tenant },
    body: { name: 'All', ...sides, options: { verifies: false, connectionsPerMailbox: 1 } },
    idempotencyKey: key(),
  });
  const path = { tenant, job: job.id };
  const names = range(setting.pairs).map((at) => mailboxName(n * setting.pairs + at));
  const csv = ['source,target', ...names.map((name) => `${name},${name}`)].join('\n');
  await client.call('importPairs', { path, query: {}, body: csv, idempotencyKey: key() });
  return path;
}

/** Asks again and again how old the oldest event is that the read models do not show. */
function watchLag(port: number): { stop(): Promise<readonly number[]> } {
  const lags: number[] = [];
  const stop = new AbortController();
  const asking = (async () => {
    while (!stop.signal.aborted) {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
      const found = /^mailhaul_projection_lag_seconds (\S+)$/m.exec(await answer.text());
      lags.push(Number(found?.[1] ?? Number.NaN) * 1_000);
      await systemClock.sleep(lagEveryMs, stop.signal).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stop.abort();
      await asking;
      return lags;
    },
  };
}

function difference(
  before: ReadonlyMap<Part, PartUse>,
  after: ReadonlyMap<Part, PartUse>,
): ReadonlyMap<Part, number> {
  return new Map(
    [...after].map(([part, { cpuMs }]) => [part, cpuMs - (before.get(part)?.cpuMs ?? 0)]),
  );
}

async function inTurns<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const left = [...all.entries()];
  const done: R[] = [];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      done[next[0]] = await act(next[1]);
    }
  };
  await Promise.all(Array.from({ length: apiInFlight }, lane));
  return done;
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}
