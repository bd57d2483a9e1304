import type { Client } from '@mailhaul/api-client';
import type {
  Connection,
  ConnectionSettings,
  Job,
  JobOptions,
  Pair,
  PairAction,
  PairActionResult,
} from '@mailhaul/contracts';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { expect } from 'vitest';

export interface JobPath {
  readonly tenant: string;
  readonly job: string;
}

export const freshKey = () => uuid4(systemRandom);

export async function makeTenant(client: Client, id = 'acme'): Promise<string> {
  const body = { id, name: `Tenant ${id}`, colour: 'teal', weight: 10 } as const;
  await client.call('createTenant', { body, idempotencyKey: freshKey() });
  return id;
}

/** Settings of a server of the tests: on loopback, in the clear, each mailbox with its own password. */
export function loopbackSettings(
  name: string,
  port: number,
  more: Partial<ConnectionSettings> = {},
): ConnectionSettings {
  const where = { host: '127.0.0.1', port, security: 'none', signIn: 'mailbox' } as const;
  return { name, kind: 'imap', ...where, ...more };
}

export function defineConnection(
  client: Client,
  tenant: string,
  settings: ConnectionSettings,
): Promise<Connection> {
  const body = { settings, secrets: {} };
  return client.call('createConnection', { path: { tenant }, body, idempotencyKey: freshKey() });
}

export interface JobWish {
  readonly tenant: string;
  readonly name: string;
  readonly source: Connection;
  readonly target: Connection;
  readonly options?: Partial<JobOptions>;
}

export async function makeJob(client: Client, wish: JobWish): Promise<JobPath> {
  const { tenant, name, source, target, options = {} } = wish;
  const ids = { sourceConnectionId: source.id, targetConnectionId: target.id };
  const job = await client.call('createJob', {
    path: { tenant },
    body: { name, ...ids, options },
    idempotencyKey: freshKey(),
  });
  return { tenant, job: job.id };
}

export interface Row {
  readonly source: string;
  readonly target: string;
  readonly sourcePassword: string;
  readonly targetPassword: string;
  readonly priority?: number;
}

export function csvOf(rows: readonly Row[]): string {
  const header = 'source,target,source_password,target_password,priority';
  const lines = rows.map((row) =>
    [row.source, row.target, row.sourcePassword, row.targetPassword, row.priority ?? 1].join(','),
  );
  return [header, ...lines].join('\n');
}

export async function importRows(
  client: Client,
  path: JobPath,
  rows: readonly Row[],
): Promise<void> {
  const { added } = await client.call('importPairs', {
    path,
    query: {},
    body: csvOf(rows),
    idempotencyKey: freshKey(),
  });
  expect(added).toBe(rows.length);
}

/** Rows without a target, to be matched. */
export async function addSources(
  client: Client,
  path: JobPath,
  rows: readonly Omit<Row, 'target'>[],
): Promise<void> {
  for (const body of rows) {
    await client.call('addPair', { path, body, idempotencyKey: freshKey() });
  }
}

export function actOn(
  client: Client,
  path: JobPath,
  { action, ids }: { readonly action: PairAction; readonly ids: readonly string[] },
): Promise<PairActionResult> {
  const body = { action, selection: { ids: [...ids] } };
  return client.call('actOnPairs', { path, body, idempotencyKey: freshKey() });
}

type JobCommand = 'startJob' | 'pauseJob' | 'requestDelta';

export function order(client: Client, command: JobCommand, path: JobPath): Promise<Job> {
  return client.call(command, { path, idempotencyKey: freshKey() });
}

export async function pairsOf(client: Client, path: JobPath): Promise<readonly Pair[]> {
  const { rows } = await client.call('listPairs', { path, query: { sort: 'source' } });
  return rows;
}

export interface Patience {
  readonly timeout?: number;
  readonly interval?: number;
}

/** Waits until every pair has come to that; what they stand at instead is in the error. */
export async function untilPairs(
  client: Client,
  path: JobPath,
  wanted: { readonly statuses: readonly Pair['status'][] } & Patience,
): Promise<readonly Pair[]> {
  const { statuses, timeout = 60_000, interval = 100 } = wanted;
  await expect
    .poll(
      async () => {
        const pairs = await pairsOf(client, path);
        return pairs
          .filter(({ status }) => !statuses.includes(status))
          .map(({ source, status, reason = '' }) => `${source} ${status} ${reason}`);
      },
      { timeout, interval },
    )
    .toEqual([]);
  return pairsOf(client, path);
}

export async function untilJob(client: Client, path: JobPath, status: Job['status']): Promise<Job> {
  const read = () => client.call('readJob', { path });
  await expect
    .poll(async () => (await read()).status, { timeout: 60_000, interval: 100 })
    .toBe(status);
  return read();
}

/** A pair that has completed its pass, whatever was found. */
export const endStatuses: readonly Pair['status'][] = [
  'completed',
  'completed-with-failures',
  'under-watch',
];
