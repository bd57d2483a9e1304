import type { Client } from '@mailhaul/api-client';
import type { ConnectionSettings, Pair } from '@mailhaul/contracts';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { benchCorpus, loadCorpus } from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import type { MailboxAccess } from '@mailhaul/testing/wire';
import { expect } from 'vitest';

export const tenant = 'acme';
const mailboxCount = 10;
const password = 'mailbox password';
const ended: readonly Pair['status'][] = ['completed', 'under-watch'];

export interface TwoServers {
  readonly source: DovecotServer;
  readonly target: DovecotServer;
  readonly users: readonly string[];
  stop(): Promise<unknown>;
}

/** Two Dovecots of different separators, with ten mailboxes of 400 messages on the first. */
export async function tenMailboxes(): Promise<TwoServers> {
  const users = Array.from({ length: mailboxCount }, (_, n) => `user${n}`);
  const accounts = Object.fromEntries(users.map((user) => [user, password]));
  const [source, target] = await Promise.all([
    startDovecot({ users: accounts }),
    startDovecot({ users: accounts, separator: '.' }),
  ]);
  await Promise.all(users.map((user, n) => fill(source, user, n)));
  return { source, target, users, stop: () => Promise.all([source.stop(), target.stop()]) };
}

/** As whose mailbox it is. */
export function accessTo({ port }: DovecotServer, user: string): MailboxAccess {
  return { host: '127.0.0.1', port, user, password };
}

async function fill(server: DovecotServer, user: string, seed: number): Promise<void> {
  const corpus = benchCorpus({ seed, messages: 400, medianBytes: 3000 });
  await loadCorpus(corpus, accessTo(server, user), { separator: '/', prefix: '' });
}

export interface JobPath {
  readonly tenant: string;
  readonly job: string;
}

/** Tenant, connections (to the old server with these settings too), job and mailboxes through the API, and the job started. */
export async function startJob(
  client: Client,
  servers: TwoServers,
  ofSource: Partial<ConnectionSettings> = {},
): Promise<JobPath> {
  const key = () => uuid4(systemRandom);
  const body = { id: tenant, name: 'Acme', colour: 'teal', weight: 10 } as const;
  await client.call('createTenant', { body, idempotencyKey: key() });
  const define = async (
    name: string,
    { port }: DovecotServer,
    more: Partial<ConnectionSettings> = {},
  ) =>
    client.call('createConnection', {
      path: { tenant },
      body: {
        settings: {
          ...{ name, kind: 'imap', host: '127.0.0.1', port },
          ...{ security: 'none', signIn: 'mailbox', ...more },
        },
        secrets: {},
      },
      idempotencyKey: key(),
    });
  const source = await define('Old', servers.source, ofSource);
  const target = await define('New', servers.target);
  const job = await client.call('createJob', {
    path: { tenant },
    body: { name: 'All', sourceConnectionId: source.id, targetConnectionId: target.id },
    idempotencyKey: key(),
  });
  const path = { tenant, job: job.id };
  const rows = servers.users.map((user) => [user, user, password, password].join(','));
  await client.call('importPairs', {
    path,
    query: {},
    body: ['source,target,source_password,target_password', ...rows].join('\n'),
    idempotencyKey: key(),
  });
  await client.call('startJob', { path, idempotencyKey: key() });
  return path;
}

/** `completed 3, running 7` */
export async function statesNow(client: Client, path: JobPath): Promise<string> {
  const { statuses } = await client.call('readJob', { path });
  return Object.entries(statuses)
    .map(([status, count]) => `${status} ${count}`)
    .join(', ');
}

/** Resolves when every mailbox is completed, or under watch. */
export async function untilEnded(
  signIn: () => Promise<Client>,
  path: JobPath,
  timeout: number,
): Promise<void> {
  const client = await signIn();
  await expect
    .poll(
      async () => {
        const { rows } = await client.call('listPairs', { path, query: {} });
        return rows.map(({ status, reason }) =>
          ended.includes(status) ? '' : `${status} ${reason}`,
        );
      },
      { timeout, interval: 500 },
    )
    .toEqual(Array.from({ length: mailboxCount }, () => ''));
}

/** By a scan of both servers that shares no code with the migration. */
export async function expectSameMail({ source, target, users }: TwoServers): Promise<void> {
  for (const user of users) {
    const [before, after] = await Promise.all([
      scanMailbox(accessTo(source, user)),
      scanMailbox(accessTo(target, user)),
    ]);
    const comparison = compareMailboxes(before, after);
    expect(comparison.differences, describeComparison(comparison)).toEqual([]);
  }
}
