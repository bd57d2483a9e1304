import { type Client, problemOf } from '@mailhaul/api-client';
import type { ConnectionTestStep } from '@mailhaul/contracts';
import { freePort } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  csvOf,
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
import { LiveEar } from '../support/live-ear.ts';
import { sizeLimitOf } from '../support/dovecot-limits.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const letters = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ subject: `No ${n}` }));

describeWithServer('dovecot', 'the system by its API', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let servers: TwoDovecots;
  let client: Client;
  let tenant: string;
  let path: JobPath;
  let ear: LiveEar;

  beforeAll(async () => {
    const target = { extraConfig: sizeLimitOf('100k') };
    servers = cleanUps.keep(await startTwoDovecots(['ann', 'bob'], { target }), (two) =>
      two.stop(),
    );
    await putLetters(servers.at('source', 'ann'), letters(30));
    await putLetters(servers.at('source', 'bob'), letters(5));
    await putLetters(servers.at('source', 'bob'), [{ subject: 'Large', bytes: 200_000 }], 'Plans');
    system = cleanUps.keep(await openSystem(), (one) => one.close());
    ({ client } = system);
    tenant = await makeTenant(client);
    ear = cleanUps.keep(new LiveEar(client, tenant), (one) => one.close());
  });

  afterAll(() => cleanUps.run());
  stepByStep();

  it('tells the step at which a wrong connection fails, and what to do', async () => {
    const wrong = await testSteps(await freePort());
    const last = wrong.at(-1);
    expect(last).toMatchObject({ state: 'failed', code: 'connection-refused' });
    expect(last?.whatToDo).toMatch(/host and port/);
    const right = await testSteps(servers.source.port);
    expect(right.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(right.some(({ step, state }) => step === 'sign-in' && state === 'passed')).toBe(true);
  });

  it('takes no row of a CSV with a bad one, and all of it when it is mended', async () => {
    const define = (name: string, port: number) =>
      defineConnection(client, tenant, loopbackSettings(name, port));
    const source = await define('Old', servers.source.port);
    const target = await define('New', servers.target.port);
    path = await makeJob(client, { tenant, name: 'Head office', source, target });
    const rows = [servers.row('ann'), servers.row('bob')];
    const body = csvOf([servers.row('ann'), servers.row('bob', { target: '' })]);
    const refused = await client.attempt('importPairs', { path, query: {}, body });
    expect(refused).toMatchObject({
      ok: false,
      problem: {
        code: 'csv-invalid',
        faults: [{ place: 'line 3, target', message: 'must not be empty' }],
      },
    });
    expect(await pairsOf(client, path)).toEqual([]);
    await importRows(client, path, rows);
    expect((await pairsOf(client, path)).map(({ status }) => status)).toEqual(['ready', 'ready']);
  });

  it('refuses a delta of what was never started', async () => {
    await expect(order(client, 'requestDelta', path)).rejects.toMatchObject({
      problem: { code: 'never-started', status: 409 },
    });
  });

  it('copies everything, says what it could not, and streams that it changes', async () => {
    await order(client, 'startJob', path);
    const [ann, bob] = await untilPairs(client, path, { statuses: endStatuses });
    expect(ann).toMatchObject({ migrated: 30, failed: 0, pending: 0, total: 30 });
    expect(bob).toMatchObject({ status: 'completed-with-failures', migrated: 5, failed: 1 });
    expect(await untilJob(client, path, 'finished')).toMatchObject({ migrated: 35, failed: 1 });
    expect(await countLetters(servers.at('target', 'ann'))).toBe(30);
    await expect.poll(() => ear.topics()).toEqual(expect.arrayContaining(['jobs', 'pairs']));
  });

  it('says what failed, why, and what to do', async () => {
    const causes = await client.call('listFailedCauses', { path });
    expect(causes).toMatchObject([{ reason: 'item-too-large', items: 1 }]);
    expect(causes[0]?.whatToDo).not.toBe('');
    const { rows } = await client.call('listJobFailedItems', { path, query: {} });
    expect(rows).toMatchObject([{ mailbox: 'bob', folder: 'Plans', sourceId: 1, size: 200_000 }]);
    expect(rows[0]?.serverText).toMatch(/larger than the maximum size/);
  });

  it('says that there is nothing to start in a finished job', async () => {
    const error: unknown = await order(client, 'startJob', path).catch((caught: unknown) => caught);
    expect(problemOf(error)).toMatchObject({ code: 'nothing-to-start', status: 409 });
    expect((await client.call('readJob', { path })).status).toBe('finished');
  });

  it('copies by a delta what came since', async () => {
    await putLetters(servers.at('source', 'ann'), [{ subject: 'New since' }]);
    await order(client, 'requestDelta', path);
    await untilJob(client, path, 'finished');
    const [ann] = await pairsOf(client, path);
    expect(ann).toMatchObject({ migrated: 31, pass: 'delta', passCount: 2 });
    expect(await countLetters(servers.at('target', 'ann'))).toBe(31);
  });

  it('does a keyed command once, however often it is sent', async () => {
    const idempotencyKey = freshKey();
    const send = () => client.call('requestDelta', { path, idempotencyKey });
    const { run } = await send();
    await untilJob(client, path, 'finished');
    expect((await send()).run).toBe(run);
    expect((await client.call('readJob', { path })).run).toBe(run);
  });

  it('gives log and reports that say the same', async () => {
    const bob = (await pairsOf(client, path))[1]?.id ?? '';
    const lines = async (text: Promise<string>) => (await text).trimEnd().split('\r\n');
    const ofPair = { path: { tenant, pair: bob } };
    const log = await lines(client.call('pairLog', ofPair));
    expect(log.filter((line) => line.includes(',migrated,'))).toHaveLength(5);
    expect(log.filter((line) => line.includes(',failed,item-too-large,'))).toHaveLength(1);
    const folders = await lines(client.call('pairReport', ofPair));
    expect(folders.slice(1)).toEqual([
      'INBOX,INBOX,5,5,0,0,0,0,0,mail,',
      'Plans,Plans,1,0,0,1,0,0,0,mail,',
    ]);
    const job = await lines(client.call('jobReport', { path }));
    expect(job).toHaveLength(3);
    expect(job[2]).toMatch(/^bob,bob,,Completed with failures,/);
    const overall = await lines(client.call('overallReport', { path: { tenant } }));
    expect(overall[1]).toMatch(/^Head office,finished,2,2,0,36,0,1,0,/);
  });

  it('goes on behind the last live event that was heard', async () => {
    await expect.poll(() => ear.lastId).toBeDefined();
    const lastEventId = ear.lastId;
    await ear.close();
    const bob = (await pairsOf(client, path))[1]?.id ?? '';
    await client.call('actOnPairs', {
      path,
      body: { action: 'set-priority', priority: 2, selection: { ids: [bob] } },
      idempotencyKey: freshKey(),
    });
    const again = new LiveEar(client, tenant, lastEventId);
    try {
      await expect.poll(() => again.topics()).toContain('pairs');
      expect(again.frames.some(({ frame }) => frame.kind === 'reset')).toBe(false);
      const position = BigInt(lastEventId ?? '0');
      // Those of that very place are told again: not all of them may have arrived.
      expect(again.frames.every(({ id }) => BigInt(id ?? '0') >= position)).toBe(true);
    } finally {
      await again.close();
    }
  });

  it('tells whoever watches it how it is', async () => {
    const { url } = system.app;
    // Nothing but its own words: what it is built of tells no news of itself.
    expect(system.output()).not.toMatch(/next\.config/);
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('x-powered-by')).toBeNull();
    const text = await metrics.text();
    expect(text).toMatch(/^mailhaul_\w+/m);
    expect(text).not.toMatch(/ann|bob|acme/);
    const valueOf = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    // 35 by the first passes and one by the delta; the large letter was tried again with each.
    expect(valueOf('mailhaul_items_settled_total{outcome="migrated"}')).toBe(36);
    expect(valueOf('mailhaul_items_settled_total{outcome="failed"}')).toBeGreaterThan(0);
    expect(valueOf('mailhaul_bytes_copied_total')).toBeGreaterThan(0);
    expect(valueOf('mailhaul_passes_ended_total{outcome="completed"}')).toBeGreaterThan(3);
    expect(valueOf('mailhaul_leases_granted_total')).toBeGreaterThan(3);
    expect(valueOf('mailhaul_leases_expired_total')).toBe(0);
    expect(valueOf('mailhaul_sign_ins_total{outcome="accepted"}')).toBeGreaterThan(0);
    expect(valueOf('mailhaul_news_raised_total{tone="good"}')).toBeGreaterThan(0);
    expect(valueOf('mailhaul_events_projected_total{category="ledger"}')).toBeGreaterThan(0);
    expect(valueOf('mailhaul_slots')).toBeGreaterThan(0);
    expect(valueOf('mailhaul_passes_active')).toBe(0);
    expect(valueOf('mailhaul_passes_waiting')).toBe(0);
    expect(valueOf('mailhaul_projection_lag_seconds')).toBeLessThan(10);
    expect(valueOf('mailhaul_live_streams')).toBeGreaterThanOrEqual(0);
    expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: 'alive' });
    // A worker tells itself at each heartbeat.
    const isBusy = async () => (await client.call('readSystem')).workers.map(({ busy }) => busy);
    await expect.poll(isBusy, { timeout: 90_000 }).toEqual([0]);
    expect((await client.call('readSystem')).projectionLagMs).toBeLessThan(10_000);
  });

  function testSteps(port: number): Promise<ConnectionTestStep[]> {
    const body = {
      settings: loopbackSettings('Old', port),
      ...{ mailbox: 'ann', mailboxPassword },
    };
    return Array.fromAsync(client.lines('testNewConnection', { path: { tenant }, body }));
  }
});
