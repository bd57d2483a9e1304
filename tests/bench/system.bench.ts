import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@mailhaul/api-client';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { benchCorpus, loadCorpus } from '@mailhaul/testing/corpus';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { commandLineEntry } from '../support/command-line.ts';
import { type StandaloneProcess, startStandaloneProcess } from '../support/standalone-process.ts';
import { median, range } from './statistics.ts';

export interface SystemBench {
  readonly rounds: number;
  readonly scale: number;
}

const tenant = 'bench';
const key = () => uuid4(systemRandom);

/**
 * The same mailboxes through the engine alone (the command line) and through the whole embedded system, in turns; then many
 * pairs at a time in one process. Times run from the first mailbox's start to the last one's end, without verification.
 */
export async function benchSystem({ rounds, scale }: SystemBench): Promise<void> {
  const mailboxes = 4;
  const messages = Math.round(2000 * scale);
  const [source, target] = await Promise.all([startDovecot(), startDovecot()]);
  const dataFolder = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
  const app = await startStandaloneProcess({
    dataFolder,
    environment: { MAILHAUL_LOG_LEVEL: 'warn', MAILHAUL_SLOTS: '100' },
  });
  try {
    const users = Array.from({ length: mailboxes }, (_, n) => `user${n}`);
    await Promise.all(users.map((user, n) => fill(source, user, { seed: n + 1, messages })));
    const client = await app.signIn();
    const sides = await defineSides(client, source, target);
    const times = { engine: [] as number[], system: [] as number[] };
    for (let round = -1; round < rounds; round += 1) {
      const engine = await timeEngine({ source, target, users, suffix: `e${round}` });
      const system = await timeSystem(client, { ...sides, users, suffix: `s${round}` });
      // The first round warms up what both share.
      if (round < 0) continue;
      times.engine.push(engine);
      times.system.push(system);
    }
    const ratio = median(times.engine) / median(times.system);
    console.log(`system: ${mailboxes} mailboxes of ${messages} messages, ${rounds} rounds`);
    console.log(`  engine  ${median(times.engine).toFixed(2)} s (${range(times.engine, 2)})`);
    console.log(`  system  ${median(times.system).toFixed(2)} s (${range(times.system, 2)})`);
    console.log(`  ratio   ${ratio.toFixed(2)} of the engine alone (aim 0.9)`);
    await manyAtATime(app, client, { source, target, sides, scale });
  } finally {
    await app.stop();
    rmSync(dataFolder, { recursive: true, force: true });
    await Promise.all([source.stop(), target.stop()]);
  }
}

function fill(
  server: DovecotServer,
  user: string,
  { seed, messages }: { seed: number; messages: number },
): Promise<void> {
  const corpus = benchCorpus({ seed, messages });
  const access = { host: '127.0.0.1', port: server.port, user, password: anyUserPassword };
  return loadCorpus(corpus, access, { separator: '/', prefix: '' });
}

interface Sides {
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
}

async function defineSides(
  client: Client,
  source: DovecotServer,
  target: DovecotServer,
): Promise<Sides> {
  const body = { id: tenant, name: 'Bench', colour: 'teal', weight: 10 } as const;
  await client.call('createTenant', { body, idempotencyKey: key() });
  const define = async (name: string, { port }: DovecotServer) => {
    const place = { kind: 'imap', host: '127.0.0.1', port, security: 'none' } as const;
    const settings = { ...place, name, signIn: 'mailbox' } as const;
    const body = { settings, secrets: {} };
    return (
      await client.call('createConnection', { path: { tenant }, body, idempotencyKey: key() })
    ).id;
  };
  return {
    sourceConnectionId: await define('Old', source),
    targetConnectionId: await define('New', target),
  };
}

/** The engine by the command line, between the run's own first and last event. Seconds. */
async function timeEngine(run: {
  readonly source: DovecotServer;
  readonly target: DovecotServer;
  readonly users: readonly string[];
  readonly suffix: string;
}): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
  const pairs = join(dir, 'pairs.csv');
  const rows = run.users.map((user) =>
    [user, anyUserPassword, user + run.suffix, anyUserPassword].join(','),
  );
  const header = 'source_user,source_password,target_user,target_password';
  writeFileSync(pairs, `${[header, ...rows].join('\n')}\n`, { mode: 0o600 });
  const server = ({ port }: DovecotServer) => `imap://127.0.0.1:${port}?security=none`;
  const args = [
    ...[...commandLineEntry(), 'migrate', '--json', '--no-verify', '--state', join(dir, 'state')],
    ...['--source', server(run.source), '--target', server(run.target)],
    ...['--pairs', pairs, '--parallel', String(run.users.length)],
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let first: number | undefined;
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const { event } = JSON.parse(line) as { event: string };
    if (event === 'mailbox-started') first ??= performance.now();
    if (event === 'mailbox-finished') last = performance.now();
  }
  rmSync(dir, { recursive: true, force: true });
  return (last - (first ?? last)) / 1000;
}

/** The same through the system: from the click to the last pair's end, as the events have it. Seconds. */
async function timeSystem(
  client: Client,
  run: Sides & { readonly users: readonly string[]; readonly suffix: string },
): Promise<number> {
  const { users, suffix, ...sides } = run;
  const path = await makeJob(client, { sides, users, suffix });
  await client.call('startJob', { path, idempotencyKey: key() });
  await untilFinished(client, path);
  const { rows } = await client.call('listPairs', { path, query: { limit: 500 } });
  const starts = rows.map(({ startedAt = 0 }) => startedAt);
  const ends = rows.map(({ endedAt = 0 }) => endedAt);
  return (Math.max(...ends) - Math.min(...starts)) / 1000;
}

async function makeJob(
  client: Client,
  { sides, users, suffix }: { sides: Sides; users: readonly string[]; suffix: string },
): Promise<{ tenant: string; job: string }> {
  const options = { verifies: false };
  const body = { name: suffix, ...sides, options };
  const job = await client.call('createJob', { path: { tenant }, body, idempotencyKey: key() });
  const path = { tenant, job: job.id };
  const rows = users.map((user) =>
    [user, user + suffix, anyUserPassword, anyUserPassword].join(','),
  );
  const csv = ['source,target,source_password,target_password', ...rows].join('\n');
  await client.call('importPairs', { path, query: {}, body: csv, idempotencyKey: key() });
  return path;
}

async function untilFinished(
  client: Client,
  path: { tenant: string; job: string },
  look: () => void = () => undefined,
): Promise<void> {
  for (;;) {
    const { status } = await client.call('readJob', { path });
    if (status === 'finished') return;
    look();
    await sleep(100);
  }
}

/** A hundred pairs at a time in one process. */
async function manyAtATime(
  app: StandaloneProcess,
  client: Client,
  run: { source: DovecotServer; target: DovecotServer; sides: Sides; scale: number },
): Promise<void> {
  const users = Array.from({ length: 100 }, (_, n) => `many${n}`);
  const messages = Math.round(100 * run.scale);
  await Promise.all(users.map((user, n) => fill(run.source, user, { seed: n + 100, messages })));
  const path = await makeJob(client, { sides: run.sides, users, suffix: 'm' });
  let peakMb = 0;
  await client.call('startJob', { path, idempotencyKey: key() });
  await untilFinished(client, path, () => (peakMb = Math.max(peakMb, residentMb(app.pid))));
  console.log(`100 active pairs of ${messages} messages: peak ${peakMb.toFixed(0)} MB (aim 1000)`);
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
