import {
  Bus,
  type FieldFilter,
  type JsonObject,
  type JsonValue,
  type ReadStore,
} from '@mailhaul/application';
import { collections } from '@mailhaul/contracts';
import { ledgerStream, packIds } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reporting } from './reporting.ts';
import { NotedMeter } from './spec-support/noted-meter.ts';
import { oneItem } from './spec-support/random-history.ts';
import { PlainSealers, SystemLog } from './spec-support/system-log.ts';

class HeardBus extends Bus {
  readonly heard: { readonly subject: string; readonly body: unknown }[] = [];

  override request(): Promise<JsonValue> {
    throw new Error('reporting asks nobody');
  }

  override announce(subject: string, body: object): void {
    this.heard.push({ subject, body: JSON.parse(JSON.stringify(body)) as unknown });
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

const sides = { sourceConnectionId: uuid4(systemRandom), targetConnectionId: uuid4(systemRandom) };
const options = {
  order: 'oldest-first',
  onFilledTarget: 'match',
  verifies: true,
  connectionsPerMailbox: 4,
} as const;
const job = uuid4(systemRandom);
const ids = Array.from({ length: 3 }, () => uuid4(systemRandom)) as [string, string, string];
const totals = {
  ...{ migrated: 10, excluded: 1, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 1000,
};
const tenant = 'acme';

describe('reporting', () => {
  let events: MemoryEventStore;
  let documents: ReadStore;
  let log: SystemLog;
  let bus: HeardBus;
  let reporting: Reporting;
  let meter: NotedMeter;
  const troubles: unknown[] = [];

  beforeEach(async () => {
    events = new MemoryEventStore({ clock: systemClock });
    documents = await SqliteReadStore.open({ path: ':memory:', collections });
    log = new SystemLog(events);
    bus = new HeardBus();
    troubles.length = 0;
    meter = new NotedMeter();
    reporting = started(meter);
  });

  function started(counted: NotedMeter): Reporting {
    const made = new Reporting({
      meter: counted,
      ...{ events, documents, bus, sealers: new PlainSealers(), clock: systemClock },
      onTrouble: (error) => troubles.push(error),
    });
    made.start();
    return made;
  }

  afterEach(async () => {
    await reporting.stop();
    await documents.close();
    await events.close();
    expect(troubles).toEqual([]);
  });

  async function all(collection: string, fields: readonly FieldFilter[] = []) {
    const sort = { field: '', direction: 'ascending' } as const;
    const field = Object.keys(collections.find(({ name }) => name === collection)?.fields ?? {})[0];
    const query = { tenant, fields, sort: { ...sort, field: field ?? '' }, limit: 500 };
    const { rows } = await documents.find(collection, query);
    return rows.map(({ body, position, id }) => ({ id, position, body }));
  }

  async function settled(): Promise<void> {
    let last = -1n;
    for await (const message of events.subscribeToAll({ signal: AbortSignal.timeout(60_000) })) {
      if (message.kind === 'caught-up') break;
      last = message.event.position;
    }
    await expect
      .poll(async () => ((await documents.checkpoint('live')) ?? -1n) >= last, { timeout: 60_000 })
      .toBe(true);
  }

  async function defineJob(): Promise<void> {
    await log.tenant(tenant, 'Acme');
    await log.connection(tenant, sides.sourceConnectionId, 'Old');
    await log.connection(tenant, sides.targetConnectionId, 'New');
    const details = { name: 'All of them' };
    await log.job(tenant, job, { kind: 'CreateJob', ...sides, rank: 1, details, options });
    for (const [n, id] of ids.entries()) {
      const mailboxes = { source: `p${n}@old.example`, target: `p${n}@new.example` };
      await log.pair(tenant, id, { kind: 'AddPair', mailboxes, placing: { jobId: job } });
    }
    await log.job(tenant, job, { kind: 'ChangePairs', added: 3, edited: 0, removed: 0 });
  }

  it('shows jobs with the counts of their pairs, and pairs as their events leave them', async () => {
    await defineJob();
    await log.job(tenant, job, { kind: 'StartJob' });
    const [first, second, third] = ids;
    for (const id of ids) {
      await log.pair(tenant, id, { kind: 'SchedulePass', passId: id, pass: 'start', run: 1 });
    }
    const lease = { workerId: 'w', untilMs: 9_000_000 };
    await log.pair(tenant, first, { kind: 'GrantLease', passId: first, ...lease });
    await log.pair(tenant, second, { kind: 'GrantLease', passId: second, ...lease });
    await log.pair(tenant, first, { kind: 'CompletePass', passId: first, lease: 1, totals });
    await settled();
    const [shown] = await all('jobs');
    expect(shown?.body).toMatchObject({
      ...{ name: 'All of them', status: 'running', run: 1, pairs: 3 },
      ...{ migrated: 10, excluded: 1, bytesMigrated: 1000 },
      statuses: { completed: 1, running: 1, queued: 1 },
    });
    const statuses = Object.fromEntries(
      (await all('pairs')).map(({ id, body }) => [id, body['status']]),
    );
    expect(statuses).toEqual({ [first]: 'completed', [second]: 'running', [third]: 'queued' });
    const [acme] = await all('tenants');
    expect(acme?.body).toMatchObject({ name: 'Acme', jobs: 1, pairs: 3, running: 1, needYou: 0 });
    const [connection] = await all('connections');
    expect(connection?.body).toMatchObject({ usedBy: 1 });
  });

  it('shows what a pause of the job does to pairs that wait for their turn', async () => {
    await defineJob();
    await log.job(tenant, job, { kind: 'StartJob' });
    for (const id of ids) await log.pair(tenant, id, { kind: 'SchedulePass', passId: id, run: 1 });
    await log.job(tenant, job, { kind: 'PauseJob' });
    await settled();
    expect((await all('jobs'))[0]?.body).toMatchObject({
      status: 'paused',
      statuses: { paused: 3 },
    });
    await log.job(tenant, job, { kind: 'StartJob' });
    await settled();
    expect((await all('jobs'))[0]?.body).toMatchObject({
      status: 'running',
      statuses: { queued: 3 },
    });
  });

  it('forgets a deleted job with everything of it, and still says that it was deleted', async () => {
    await defineJob();
    await log.job(tenant, job, { kind: 'DeleteJob' });
    await settled();
    expect(await all('jobs')).toEqual([]);
    // They are removed while nothing else waits.
    await expect.poll(() => all('pairs')).toEqual([]);
    expect((await all('tenants'))[0]?.body).toMatchObject({ jobs: 0, pairs: 0 });
    expect((await all('connections'))[0]?.body).toMatchObject({ usedBy: 0 });
    const told = (await all('activity')).map(({ body }) => [body['text'], body['subject']]);
    expect(told).toContainEqual(['Job deleted', 'All of them']);
  });

  it('says on the bus what changed', async () => {
    await defineJob();
    await settled();
    const topics = bus.heard.map(({ body }) => (body as { topic: string }).topic);
    expect(new Set(topics)).toEqual(
      new Set(['tenants', 'connections', 'jobs', 'pairs', 'activity']),
    );
  });

  it('counts what happens, and not again what is made anew', async () => {
    await defineJob();
    const [first, second] = ids;
    await log.pair(tenant, first, { kind: 'SchedulePass', passId: first, run: 1 });
    await log.pair(tenant, first, { kind: 'CompletePass', passId: first, totals });
    await log.pair(tenant, second, { kind: 'SchedulePass', passId: second, run: 1 });
    await settled();
    const projected = meter.events['pair'] ?? 0;
    reporting.rebuild();
    await log.pair(tenant, second, { kind: 'FailPass', passId: second, code: 'internal' });
    await expect.poll(() => reporting.state().rebuild.state, { timeout: 60_000 }).toBe('idle');
    await settled();
    await expect.poll(() => meter.passes).toEqual(['completed', 'failed']);
    expect(meter.events['pair']).toBeGreaterThan(2 * projected);
    expect(meter.lagMs()).toBe(0);
  });

  it('counts a batch whole that was begun before the start', async () => {
    await defineJob();
    const [first] = ids;
    const stream = ledgerStream(tenant, first, 1);
    let revision = -1;
    const tell = async (type: string, data: JsonObject) => {
      const event = { id: uuid4(systemRandom), type, data, metadata: {} };
      ({ revision } = await events.append(stream, [event], revision < 0 ? 'no-stream' : revision));
      await settled();
    };
    await tell('FolderMapped', { e: 1, f: 0, t: 0, tg: 1, before: 0 });
    const batch = { e: 1, f: 0, b: 0 };
    const time = { tg: 1, fence: 1, notAfter: 1, drain: 0 };
    await tell('ItemsIntended', { ...batch, ...time, items: oneItem(2) });
    await reporting.stop();
    meter = new NotedMeter();
    reporting = started(meter);
    await tell('ItemsRecovered', { e: 2, b: 0, found: packIds([0]), ids: packIds([7]), watch: 0 });
    await expect.poll(() => meter.items).toEqual({ migrated: 1 });
    expect(meter.bytes).toBeGreaterThan(0);
  });

  it('lags for as long as nothing can be written', async () => {
    await settled();
    const full = vi.spyOn(documents, 'apply').mockRejectedValue(new Error('the disk is full'));
    await log.tenant(tenant, 'Acme');
    await expect.poll(() => troubles.length, { timeout: 60_000 }).toBeGreaterThan(1);
    expect(meter.lagMs()).toBeGreaterThan(900);
    full.mockRestore();
    await settled();
    await expect.poll(() => meter.lagMs()).toBe(0);
    expect(troubles.splice(0)).not.toEqual([]);
  });

  it('makes equal documents anew while the log goes on', async () => {
    await defineJob();
    await log.job(tenant, job, { kind: 'StartJob' });
    await settled();
    reporting.rebuild();
    await log.job(tenant, job, { kind: 'PauseJob' });
    await expect.poll(() => reporting.state().rebuild.state, { timeout: 60_000 }).toBe('idle');
    await settled();
    const names = collections.map(({ name }) => name);
    const before = await Promise.all(names.map((name) => all(name)));
    // Nothing but a rebuild that takes its place can mend this.
    const spoiled = { collection: 'jobs', tenant, id: job, body: { name: 'spoiled' } };
    const checkpoint = (await documents.checkpoint('live')) ?? 0n;
    const changes = [{ ...spoiled, position: checkpoint + 1_000_000n }];
    await documents.apply({ changes, checkpoint }, 'live');
    reporting.rebuild();
    await expect.poll(() => reporting.state().rebuild.state, { timeout: 60_000 }).toBe('idle');
    await settled();
    expect(await Promise.all(names.map((name) => all(name)))).toEqual(before);
    expect(before[names.indexOf('jobs')]?.[0]?.body).toMatchObject({ status: 'paused' });
  });
});
