import type { RecordedEvent } from '@mailhaul/application';
import type { Client } from '@mailhaul/api-client';
import type { Connection } from '@mailhaul/contracts';
import { startProxy } from '@mailhaul/testing/proxies';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, expect, it } from 'vitest';
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
  pairsOf,
  untilJob,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { readLog } from '../support/read-log.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const largeBytes = 150_000_000;
/** The large message takes some ten seconds over it. */
const lineBytesPerSecond = 15_000_000;
/** What the product promises is 5 s; a machine with other work on it may be late. */
const pauseMsMax = 15_000;

describeWithServer('dovecot', 'who runs when', () => {
  const cleanUps = new CleanUps();

  afterEach(() => cleanUps.run());

  it(
    'pauses with a message of 150 MB under way, and copies it whole afterwards',
    { timeout: 400_000 },
    async () => {
      const { system, servers, client, tenant } = await stage(['ann']);
      await putLetters(servers.at('source', 'ann'), [{ subject: 'Large', bytes: largeBytes }]);
      const line = { upBytesPerSecond: lineBytesPerSecond, sharesLine: true };
      const proxy = await startProxy({ port: servers.target.port, ...line });
      cleanUps.keep(proxy, (one) => one.stop());
      const source = await connection(client, tenant, servers.source.port);
      const target = await connection(client, tenant, proxy.port);
      const path = await makeJob(client, { tenant, name: 'Large', source, target });
      await importRows(client, path, [servers.row('ann')]);
      await order(client, 'startJob', path);
      const underWay = () => [...proxy.links].reduce((sum, link) => sum + link.undelivered, 0);
      await expect.poll(underWay, { timeout: 60_000, interval: 20 }).toBeGreaterThan(1_000_000);
      await order(client, 'pauseJob', path);
      await untilPairs(client, path, { statuses: ['paused'] });
      expect(await countLetters(servers.at('target', 'ann'))).toBe(0);
      await order(client, 'startJob', path);
      await untilPairs(client, path, { statuses: endStatuses, timeout: 240_000 });
      expect(await countLetters(servers.at('target', 'ann'))).toBe(1);
      await system.app.stop();
      const log = await readLog(system.dataFolder);
      const asked = timeOf(log, 'JobPaused');
      const stood = timeOf(log, 'PassPaused');
      console.log(`pause with 150 MB under way: ${stood - asked} ms in the log`);
      expect(stood - asked).toBeLessThan(pauseMsMax);
    },
  );

  it('gives turns by the order of jobs, then by priority, as it is when the turn comes', async () => {
    const users = ['first', 'ann', 'bob', 'cid', 'dan', 'eve'];
    const { system, servers, client, tenant } = await stage(users, { MAILHAUL_SLOTS: '1' });
    for (const user of users.slice(1)) {
      await putLetters(servers.at('source', user), [{ subject: 'One' }]);
    }
    const line = { upBytesPerSecond: 100_000, sharesLine: true };
    await putLetters(servers.at('source', 'first'), [{ subject: 'Slow', bytes: 400_000 }]);
    const proxy = await startProxy({ port: servers.target.port, ...line });
    cleanUps.keep(proxy, (one) => one.stop());
    const source = await connection(client, tenant, servers.source.port);
    const target = await connection(client, tenant, servers.target.port);
    const slow = await connection(client, tenant, proxy.port);
    const job = async (name: string, rows: readonly string[], to: Connection) => {
      const path = await makeJob(client, { tenant, name, source, target: to });
      await importRows(
        client,
        path,
        rows.map((user) => servers.row(user)),
      );
      return path;
    };
    const [holder, early, late] = [
      await job('Holder', ['first'], slow),
      await job('Early', ['ann', 'bob', 'cid'], target),
      await job('Late', ['dan', 'eve'], target),
    ];
    await order(client, 'startJob', holder);
    await untilPairs(client, holder, { statuses: ['running'] });
    await order(client, 'startJob', early);
    await order(client, 'startJob', late);
    // With the only slot taken, the queue is turned over.
    const move = { before: early.job };
    await client.call('moveJob', { path: late, body: move, idempotencyKey: freshKey() });
    await putBack(client, early, ['ann', 'bob']);
    await putBack(client, late, ['dan']);
    expect((await pairsOf(client, holder)).map(({ status }) => status)).toEqual(['running']);
    for (const path of [holder, early, late]) await untilJob(client, path, 'finished');
    const names = await namesById(client, [holder, early, late]);
    await system.app.stop();
    const grants = (await readLog(system.dataFolder)).filter(({ type }) => type === 'LeaseGranted');
    const turns = grants.map(({ stream }) => names.get(pairIdOf(stream)));
    expect(turns).toEqual(['first', 'eve', 'dan', 'cid', 'ann', 'bob']);
  });

  it('never works on a mailbox for two jobs at the same time', async () => {
    const { system, servers, client, tenant } = await stage(['ann', 'twin']);
    const letters = Array.from({ length: 20 }, (_, n) => ({ subject: `No ${n}`, bytes: 20_000 }));
    await putLetters(servers.at('source', 'ann'), letters);
    const source = await connection(client, tenant, servers.source.port);
    const line = { upBytesPerSecond: 200_000, sharesLine: true };
    const proxy = await startProxy({ port: servers.target.port, ...line });
    cleanUps.keep(proxy, (one) => one.stop());
    const target = await connection(client, tenant, proxy.port);
    const paths: JobPath[] = [];
    for (const user of ['ann', 'twin']) {
      const path = await makeJob(client, { tenant, name: `To ${user}`, source, target });
      await importRows(client, path, [servers.row('ann', { target: user })]);
      paths.push(path);
    }
    await Promise.all(paths.map((path) => order(client, 'startJob', path)));
    for (const path of paths) await untilJob(client, path, 'finished');
    for (const user of ['ann', 'twin']) {
      expect(await countLetters(servers.at('target', user))).toBe(letters.length);
    }
    await system.app.stop();
    const log = await readLog(system.dataFolder);
    const ofPairs = log.filter(({ stream }) => stream.startsWith('pair-'));
    const begun = ofPairs.filter(({ type }) => type === 'LeaseGranted');
    expect(new Set(begun.map(({ stream }) => stream)).size).toBe(2);
    const ended = ofPairs.filter(({ type }) => type === 'PassCompleted');
    expect(ended).toHaveLength(2);
    // Both were to be done while the first was under way; the second began behind its end.
    const started = log.filter(({ type }) => type === 'JobStarted');
    expect(Number(started[1]?.position)).toBeLessThan(Number(ended[0]?.position));
    const second = begun.find(({ stream }) => stream !== begun[0]?.stream);
    expect(Number(second?.position)).toBeGreaterThan(Number(ended[0]?.position));
  });

  async function stage(users: readonly string[], environment: Record<string, string> = {}) {
    const servers: TwoDovecots = cleanUps.keep(await startTwoDovecots(users), (two) => two.stop());
    const system: SystemStage = cleanUps.keep(await openSystem({ environment }), (one) =>
      one.close(),
    );
    const { client } = system;
    return { system, servers, client, tenant: await makeTenant(client) };
  }
});

function connection(client: Client, tenant: string, port: number): Promise<Connection> {
  return defineConnection(client, tenant, loopbackSettings(`At ${port}`, port));
}

/** Behind the others, all of whom are first. */
async function putBack(client: Client, path: JobPath, users: readonly string[]): Promise<void> {
  const pairs = (await pairsOf(client, path)).filter(({ source }) => users.includes(source));
  const selection = { ids: pairs.map(({ id }) => id) };
  const body = { action: 'set-priority', priority: 2, selection } as const;
  await client.call('actOnPairs', { path, body, idempotencyKey: freshKey() });
}

async function namesById(
  client: Client,
  paths: readonly JobPath[],
): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(paths.map((path) => pairsOf(client, path)));
  return new Map(lists.flat().map(({ id, source }) => [id, source]));
}

/** `pair-acme.<id>` */
function pairIdOf(stream: string): string {
  return stream.slice(stream.indexOf('.') + 1);
}

function timeOf(log: readonly RecordedEvent[], type: string): number {
  const event = log.find((one) => one.type === type);
  expect(event, type).toBeDefined();
  return event?.recordedAtMs ?? 0;
}
