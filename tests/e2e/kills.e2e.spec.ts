import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@mailhaul/api-client';
import type { Pair } from '@mailhaul/contracts';
import { seededRandom, systemRandom, uuid4 } from '@mailhaul/kernel';
import { type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { benchCorpus, loadCorpus } from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { afterEach, describe, expect, it } from 'vitest';
import { type StandaloneProcess, startStandaloneProcess } from '../support/standalone-process.ts';

const mailboxCount = 10;
const killCount = 20;
const password = 'mailbox password';
const endMsMax = 240_000;
const tenant = 'acme';
const ended: readonly Pair['status'][] = ['completed', 'under-watch'];

describe('kill -9 of the whole system while it moves ten mailboxes', () => {
  const cleanUps: (() => Promise<unknown> | void)[] = [];

  afterEach(async () => {
    for (const one of cleanUps.splice(0).reverse()) await one();
  });

  it(
    'ends by itself after twenty kills, nothing lost and nothing twice',
    { timeout: endMsMax + 120_000 },
    async () => {
      const users = Array.from({ length: mailboxCount }, (_, n) => `user${n}`);
      const accounts = Object.fromEntries(users.map((user) => [user, password]));
      const [source, target] = await Promise.all([
        startDovecot({ users: accounts }),
        startDovecot({ users: accounts, separator: '.' }),
      ]);
      cleanUps.push(() => Promise.all([source.stop(), target.stop()]));
      await Promise.all(users.map((user, n) => fill(source, user, n)));
      const dataFolder = mkdtempSync(join(tmpdir(), 'mailhaul-kills-'));
      cleanUps.push(() => rmSync(dataFolder, { recursive: true, force: true }));
      let running = await startStandaloneProcess({ dataFolder });
      cleanUps.push(() => running.kill());
      const path = await startJob(await running.signIn(), { source, target, users });
      const random = seededRandom(7);
      const states: string[] = [];
      for (let kill = 0; kill < killCount; kill += 1) {
        await sleep(100 + Math.floor(random.next() * 1400));
        await running.kill();
        const { port } = running;
        running = await startStandaloneProcess({ dataFolder, port });
        states.push(await statesNow(await running.signIn(), path));
      }
      await untilEnded(running, path);
      // Kills that fell when everything was over would show nothing.
      expect(states.filter((state) => !state.startsWith('completed 10')).length).toBeGreaterThan(
        10,
      );
      for (const user of users) {
        const [before, after] = await Promise.all([
          scanMailbox({ host: '127.0.0.1', port: source.port, user, password }),
          scanMailbox({ host: '127.0.0.1', port: target.port, user, password }),
        ]);
        const comparison = compareMailboxes(before, after);
        expect(comparison.differences, describeComparison(comparison)).toEqual([]);
      }
    },
  );
});

async function fill(server: DovecotServer, user: string, seed: number): Promise<void> {
  const corpus = benchCorpus({ seed, messages: 400, medianBytes: 3000 });
  const access = { host: '127.0.0.1', port: server.port, user, password };
  await loadCorpus(corpus, access, { separator: '/', prefix: '' });
}

async function startJob(
  client: Client,
  side: { source: DovecotServer; target: DovecotServer; users: readonly string[] },
): Promise<{ tenant: string; job: string }> {
  const key = () => uuid4(systemRandom);
  const body = { id: tenant, name: 'Acme', colour: 'teal', weight: 10 } as const;
  await client.call('createTenant', { body, idempotencyKey: key() });
  const define = async (name: string, { port }: DovecotServer) =>
    client.call('createConnection', {
      path: { tenant },
      body: {
        settings: {
          ...{ name, kind: 'imap', host: '127.0.0.1', port },
          ...{ security: 'none', signIn: 'mailbox' },
        },
        secrets: {},
      },
      idempotencyKey: key(),
    });
  const source = await define('Old', side.source);
  const target = await define('New', side.target);
  const job = await client.call('createJob', {
    path: { tenant },
    body: { name: 'All', sourceConnectionId: source.id, targetConnectionId: target.id },
    idempotencyKey: key(),
  });
  const path = { tenant, job: job.id };
  const rows = side.users.map((user) => [user, user, password, password].join(','));
  await client.call('importPairs', {
    path,
    query: {},
    body: ['source,target,source_password,target_password', ...rows].join('\n'),
    idempotencyKey: key(),
  });
  await client.call('startJob', { path, idempotencyKey: key() });
  return path;
}

async function statesNow(client: Client, path: { tenant: string; job: string }): Promise<string> {
  const { statuses } = await client.call('readJob', { path });
  return Object.entries(statuses)
    .map(([status, count]) => `${status} ${count}`)
    .join(', ');
}

async function untilEnded(
  running: StandaloneProcess,
  path: { tenant: string; job: string },
): Promise<void> {
  const client = await running.signIn();
  await expect
    .poll(
      async () => {
        const { rows } = await client.call('listPairs', { path, query: {} });
        return rows.map(({ status, reason }) =>
          ended.includes(status) ? '' : `${status} ${reason}`,
        );
      },
      { timeout: endMsMax, interval: 500 },
    )
    .toEqual(Array.from({ length: mailboxCount }, () => ''));
}
