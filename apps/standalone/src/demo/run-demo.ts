import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, openSession } from '@mailhaul/api-client';
import type { Connection, Pair } from '@mailhaul/contracts';
import type { ImapServer } from '@mailhaul/mail-servers';
import type { DemoServers } from './demo-servers.ts';
import { PairBars } from './pair-bars.ts';

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
export async function runDemo(options: DemoOptions): Promise<readonly Pair[]> {
  const { servers, signal, out } = options;
  const { url: baseUrl, login, password } = options;
  const client = await openSession({ baseUrl, login, password });
  await client.call('createTenant', {
    body: { id: tenant, name: 'Demo', colour: 'teal', weight: 10 },
    idempotencyKey: randomUUID(),
  });
  const source = await defineConnection(client, 'Old mail server', servers.source);
  const target = await defineConnection(client, 'New mail server', servers.target);
  const job = await client.call('createJob', {
    path: { tenant },
    body: {
      name: 'Move everybody',
      sourceConnectionId: source.id,
      targetConnectionId: target.id,
    },
    idempotencyKey: randomUUID(),
  });
  const path = { tenant, job: job.id };
  await client.call('importPairs', {
    path,
    query: {},
    body: csvOf(servers),
    idempotencyKey: randomUUID(),
  });
  await client.call('startJob', { path, idempotencyKey: randomUUID() });
  out.write(`\nThe demo's job: ${options.url}/t/${tenant}/jobs/${job.id}\n\n`);
  const bars = new PairBars(out);
  try {
    for (;;) {
      const { rows } = await client.call('listPairs', { path, query: { sort: 'source' } });
      bars.show(rows);
      if (rows.every(({ status }) => doneStatuses.includes(status))) return rows;
      await sleep(lookMs, undefined, { signal });
    }
  } finally {
    bars.close();
  }
}

function defineConnection(client: Client, name: string, server: ImapServer): Promise<Connection> {
  const { host, port } = server;
  return client.call('createConnection', {
    path: { tenant },
    body: {
      settings: { name, kind: 'imap', host, port, security: 'none', signIn: 'mailbox' },
      secrets: {},
    },
    idempotencyKey: randomUUID(),
  });
}

/** Sample users and passwords hold nothing that CSV would have to quote. */
function csvOf({ mailboxes }: DemoServers): string {
  const rows = mailboxes.map(({ user, password }) => [user, user, password, password].join(','));
  return ['source,target,source_password,target_password', ...rows].join('\n');
}
