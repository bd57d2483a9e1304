import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@mailhaul/api-client';
import { startProxy } from '@mailhaul/testing/proxies';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  endStatuses,
  freshKey,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilJob,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { sizeLimitOf } from '../support/dovecot-limits.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const crowd = 2_000;
const drainMsMax = 30_000;
/** What the product promises is 10 s; a machine with other work on it may be late. */
const startMsMax = 30_000;

describeWithServer('dovecot', 'stopped and started again', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let servers: TwoDovecots;
  let tenant: string;
  let path: JobPath;
  let crowdPath: JobPath;
  let shown: readonly unknown[];

  beforeAll(async () => {
    const target = { extraConfig: sizeLimitOf('100k') };
    servers = await startTwoDovecots(['ann', 'bob', 'slow'], { target });
    cleanUps.keep(servers, (two) => two.stop());
    await putLetters(servers.at('source', 'ann'), [{ subject: 'One' }, { subject: 'Two' }]);
    await putLetters(servers.at('source', 'bob'), [{ subject: 'Large', bytes: 200_000 }], 'Plans');
    system = cleanUps.keep(await openSystem(), (one) => one.close());
    tenant = await makeTenant(system.client);
  });

  afterAll(() => cleanUps.run());
  stepByStep();

  it('has a finished job and a large one to show', async () => {
    const { client } = system;
    const source = await define('Old', servers.source.port);
    const newServer = await define('New', servers.target.port);
    path = await makeJob(client, { tenant, name: 'Few', source, target: newServer });
    await importRows(client, path, [servers.row('ann'), servers.row('bob')]);
    await order(client, 'startJob', path);
    crowdPath = await makeJob(client, { tenant, name: 'Many', source, target: newServer });
    const rows = Array.from({ length: crowd }, (_, n) => servers.row(`user${n}@example.com`));
    await importRows(client, crowdPath, rows);
    await untilPairs(client, path, { statuses: endStatuses });
    await untilJob(client, path, 'finished');
    // What mailboxes have in common is told when it is gathered.
    const gathered = async () => {
      const { rows } = await client.call('listNews', { path: { tenant }, query: {} });
      return rows.flatMap(({ about, mailboxes }) => (mailboxes === 2 ? [about] : [])).sort();
    };
    await expect.poll(gathered).toEqual(['mailbox-completed', 'mailbox-started']);
  });

  it('makes its read models anew by command, tells how far it is, and serves meanwhile', async () => {
    const { client } = system;
    shown = await everythingShown(client);
    await client.call('rebuildReadModels', { idempotencyKey: freshKey() });
    const shares = new Set<number>();
    for (;;) {
      const [{ rebuild }, { all }] = await Promise.all([
        client.call('readSystem'),
        client.call('countPairs', { path: crowdPath, query: {} }),
      ]);
      expect(all).toBe(crowd);
      if (rebuild.state === 'idle') break;
      expect(rebuild.state).toBe('running');
      shares.add(rebuild.share ?? 0);
    }
    console.log(`rebuild: told ${[...shares].map((share) => share.toFixed(2)).join(', ')}`);
    expect(Math.max(...shares)).toBeGreaterThan(0);
    expect(await everythingShown(client)).toEqual(shown);
  });

  it('shows the same when the read store was lost', async () => {
    const { startMs } = await system.restart(() => {
      const files = globSync(join(system.dataFolder, 'read.db*'));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) rmSync(file);
    });
    console.log(`start without a read store: ${startMs} ms`);
    await expect
      .poll(() => everythingShown(system.client).catch(() => undefined), { timeout: 150_000 })
      .toEqual(shown);
  });

  it('ends within half a minute when it is told to, and goes on where it was', async () => {
    await putLetters(servers.at('source', 'slow'), [
      ...Array.from({ length: 20 }, (_, n) => ({ subject: `No ${n}`, bytes: 50_000 })),
    ]);
    const line = { upBytesPerSecond: 250_000, sharesLine: true };
    const proxy = await startProxy({ port: servers.target.port, ...line });
    cleanUps.keep(proxy, (one) => one.stop());
    const source = await define('Old, again', servers.source.port);
    const target = await define('New, far away', proxy.port);
    const slow = await makeJob(system.client, { tenant, name: 'Slow', source, target });
    await importRows(system.client, slow, [servers.row('slow')]);
    await order(system.client, 'startJob', slow);
    await untilPairs(system.client, slow, { statuses: ['running'] });
    await expect
      .poll(() => countLetters(servers.at('target', 'slow')), { timeout: 150_000 })
      .toBeGreaterThan(0);
    let drainMs = 0;
    const toldAt = performance.now();
    const { startMs } = await system.restart(() => {
      drainMs = Math.round(performance.now() - toldAt);
    });
    console.log(`SIGTERM to end: ${drainMs} ms; second start: ${startMs} ms`);
    expect(drainMs).toBeLessThan(drainMsMax);
    expect(startMs).toBeLessThan(startMsMax);
    await untilPairs(system.client, slow, { statuses: endStatuses, timeout: 150_000 });
    expect(await countLetters(servers.at('target', 'slow'))).toBe(20);
  });

  function define(name: string, port: number) {
    return defineConnection(system.client, tenant, loopbackSettings(name, port));
  }

  /** What people see, answer by answer. */
  async function everythingShown(client: Client): Promise<readonly unknown[]> {
    const inTenant = { path: { tenant } };
    const query = { limit: 500 };
    const pairs = await client.call('listPairs', { path, query });
    const ofPairs = await Promise.all(
      pairs.rows.map(async ({ id }) => {
        const pair = { path: { tenant, pair: id } };
        return Promise.all([
          client.call('readPair', pair),
          client.call('listFolders', { ...pair, query }),
          client.call('listFailedItems', { ...pair, query }),
          client.call('pairLog', pair),
          client.call('pairReport', pair),
        ]);
      }),
    );
    const rest = await Promise.all([
      client.call('readTenant', inTenant),
      client.call('listConnections', { ...inTenant, query }),
      client.call('listJobs', { ...inTenant, query }),
      client.call('listPairs', { path: crowdPath, query: { ...query, sort: '-source' } }),
      client.call('countPairs', { path, query: {} }),
      client.call('listFailedCauses', { path }),
      client.call('listActivity', { ...inTenant, query }),
      client.call('listNews', { ...inTenant, query }),
      client.call('overallReport', inTenant),
      client.call('jobReport', { path }),
      client.call('search', { ...inTenant, query: { q: 'ann' } }),
    ]);
    return [pairs, ofPairs, rest];
  }
});
