import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, openSession } from '@mailhaul/api-client';
import type { Connection, ConnectionSecrets, ConnectionSettings, Pair } from '@mailhaul/contracts';
import type { DemoServers } from './demo-servers.ts';
import { type NamedPair, PairBars } from './pair-bars.ts';

export interface DemoOptions {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly servers: DemoServers;
  readonly signal: AbortSignal;
  readonly out: NodeJS.WriteStream;
}

const tenant = 'demo';
const lookMs = 200;
const doneStatuses: readonly Pair['status'][] = [
  'completed',
  'completed-with-failures',
  'under-watch',
  'needs-you',
];

/** Does through the API what a newcomer would do in the console, and shows it in the terminal meanwhile. */
export async function runDemo(options: DemoOptions): Promise<readonly NamedPair[]> {
  const { servers, signal, out } = options;
  const { url: baseUrl, login, password } = options;
  const client = await openSession({ baseUrl, login, password });
  await client.call('createTenant', {
    body: { id: tenant, name: 'Demo', colour: 'teal', weight: 10 },
    idempotencyKey: randomUUID(),
  });
  const source = await defineConnection(client, imapSettings('Old mail server', servers.source));
  const target = await defineConnection(client, imapSettings('New mail server', servers.target));
  const exchange = await defineConnection(client, exchangeSettings(servers), {
    password: servers.exchangeAdmin.password,
  });
  const { mailboxes, exchangeMailboxes } = servers;
  const jobs = [
    await startJob(client, { name: 'Move everybody', source, target, mailboxes }),
    await startJob(client, {
      name: 'To Exchange',
      ...{ source, target: exchange, mailboxes: exchangeMailboxes },
    }),
  ];
  out.write('\n');
  for (const { name, id } of jobs) out.write(`${name}: ${baseUrl}/t/${tenant}/jobs/${id}\n`);
  out.write('\n');
  const bars = new PairBars(out);
  try {
    for (;;) {
      const rows = (await Promise.all(jobs.map((job) => pairsOf(client, job)))).flat();
      bars.show(rows);
      if (rows.every(({ pair }) => doneStatuses.includes(pair.status))) return rows;
      await sleep(lookMs, undefined, { signal });
    }
  } finally {
    bars.close();
  }
}

interface DemoJob {
  readonly name: string;
  readonly id: string;
  /** What stands behind a mailbox's name, as the same one may be in two jobs. */
  readonly suffix: string;
}

async function startJob(
  client: Client,
  wish: {
    readonly name: string;
    readonly source: Connection;
    readonly target: Connection;
    readonly mailboxes: DemoServers['mailboxes'];
  },
): Promise<DemoJob> {
  const { name, source, target, mailboxes } = wish;
  const { id } = await client.call('createJob', {
    path: { tenant },
    body: { name, sourceConnectionId: source.id, targetConnectionId: target.id },
    idempotencyKey: randomUUID(),
  });
  const path = { tenant, job: id };
  const body = csvOf(mailboxes);
  await client.call('importPairs', { path, query: {}, body, idempotencyKey: randomUUID() });
  await client.call('startJob', { path, idempotencyKey: randomUUID() });
  return { name, id, suffix: target.kind === 'imap' ? '' : ' to Exchange' };
}

async function pairsOf(client: Client, { id, suffix }: DemoJob): Promise<readonly NamedPair[]> {
  const path = { tenant, job: id };
  const { rows } = await client.call('listPairs', { path, query: { sort: 'source' } });
  return rows.map((pair) => ({ name: `${pair.source}${suffix}`, pair }));
}

function defineConnection(
  client: Client,
  settings: ConnectionSettings,
  secrets: ConnectionSecrets = {},
): Promise<Connection> {
  return client.call('createConnection', {
    path: { tenant },
    body: { settings, secrets },
    idempotencyKey: randomUUID(),
  });
}

function imapSettings(name: string, { host, port }: DemoServers['source']): ConnectionSettings {
  return { name, kind: 'imap', host, port, security: 'none', signIn: 'mailbox' };
}

function exchangeSettings({ exchange, exchangeAdmin }: DemoServers): ConnectionSettings {
  const { host, port, path } = exchange;
  return {
    ...{ name: 'New Exchange', kind: 'exchange', host, port, security: 'none' },
    ...{ signIn: 'admin', adminUser: exchangeAdmin.user, exchange: { path } },
  };
}

/** Sample users and passwords hold nothing that CSV would have to quote. */
function csvOf(mailboxes: DemoServers['mailboxes']): string {
  const rows = mailboxes.map(({ user, password }) => [user, user, password, password].join(','));
  return ['source,target,source_password,target_password', ...rows].join('\n');
}
