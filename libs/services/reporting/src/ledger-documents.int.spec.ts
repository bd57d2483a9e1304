import { type JsonObject, pageRowsMax } from '@mailhaul/application';
import {
  bodySize,
  ConnectorError,
  type MailConnector,
  type MailSession,
} from '@mailhaul/connector-contract';
import { memoryConnector, MemoryMailSystem } from '@mailhaul/connector-memory';
import { collections } from '@mailhaul/contracts';
import { defaultPassOptions, type PassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { readLedgerReport, runMailboxPass } from '@mailhaul/pass-runner';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { describe, expect, it } from 'vitest';
import { EventCount } from './event-count.ts';
import { Projector } from './projector.ts';
import { NotedMeter } from './spec-support/noted-meter.ts';
import { PlainSealers, SystemLog } from './spec-support/system-log.ts';

const tenant = 'acme';

interface Limit {
  itemBytesMax: number;
}

/** The target as it is, but for the size that it takes. */
function limited(connector: MailConnector, limit: Limit): MailConnector {
  return {
    ...connector,
    async open(context) {
      const session = await connector.open(context);
      return new Proxy(session, {
        get(of, name) {
          if (name === 'writeBatch') return refusing(of, limit);
          const value: unknown = Reflect.get(of, name, of);
          return typeof value === 'function' ? (value.bind(of) as unknown) : value;
        },
      });
    },
  };
}

function refusing(session: MailSession, { itemBytesMax }: Limit): MailSession['writeBatch'] {
  return (folderId, items, gate) => {
    const isTooLarge = items.some(({ body }) => bodySize(body) > itemBytesMax);
    if (!isTooLarge) return session.writeBatch(folderId, items, gate);
    const error = new ConnectorError({
      ...{ code: 'item-too-large', scope: 'item', disposition: 'failItem' },
      ...{ message: 'too large', remedy: 'Raise the limit.', serverText: 'NO too large' },
    });
    return Promise.resolve({ kind: 'batch-refused', error });
  };
}

/** A mailbox of 60 items in two folders; a target that refuses the large ones. */
async function world() {
  const sealers = new PlainSealers();
  const sealer = await sealers.of();
  const source = new MemoryMailSystem('source');
  const target = new MemoryMailSystem('target');
  const limit: Limit = { itemBytesMax: 500 };
  for (const name of ['INBOX', 'Projects']) {
    const folder = source.mailbox('ann').ensureFolder([name]);
    for (let n = 0; n < 30; n += 1) {
      const text = n % 10 === 0 ? 'x'.repeat(1000) : `${name} ${n}`;
      const receivedAt = { epochSeconds: 1000 + n, zoneMinutes: 0 };
      folder.add({ bytes: Buffer.from(`Subject: a\r\n\r\n${text}\r\n`), receivedAt, flags: [] });
    }
  }
  const store = new MemoryEventStore({ clock: systemClock });
  const log = new SystemLog(store);
  const [job, pair] = [uuid4(systemRandom), uuid4(systemRandom)];
  const sides = {
    sourceConnectionId: uuid4(systemRandom),
    targetConnectionId: uuid4(systemRandom),
  };
  const options = { order: 'oldest-first', onFilledTarget: 'match', verifies: true } as const;
  await log.tenant(tenant, 'Acme');
  await log.job(tenant, job, {
    ...{ kind: 'CreateJob', ...sides, rank: 1, details: { name: 'J' } },
    options: { ...options, connectionsPerMailbox: 4 },
  });
  const placing = { jobId: job };
  await log.pair(tenant, pair, {
    ...{ kind: 'AddPair', mailboxes: { source: 'ann@old', target: 'ann@new' }, placing },
  });
  const place = { tenant, pairId: pair, store, sealer };
  const run = (given: Partial<PassOptions> = {}) =>
    runMailboxPass({
      ...place,
      source: memoryConnector(source, 'ann'),
      target: limited(memoryConnector(target, 'ann'), limit),
      options: { ...defaultPassOptions, ...given },
      worker: { id: uuid4(systemRandom), host: 'h', isAloneOnHost: true },
      clock: systemClock,
      random: seededRandom(1),
      stop: new AbortController().signal,
      tellsProgress: true,
    });
  const documents = await SqliteReadStore.open({ path: ':memory:', collections });
  const meter = new NotedMeter();
  const onTrouble = (error: unknown) => {
    throw error;
  };
  const count = new EventCount(meter, { startedAtMs: 0, onTrouble });
  const projected = async (into = documents) => {
    const projector = new Projector(
      { events: store, documents: into, sealers, clock: systemClock },
      'live',
    );
    await projector.follow(AbortSignal.timeout(90_000), {
      onProjected: (events) => {
        count.take(events);
      },
      onLeftOut: (leftOut) => {
        throw leftOut;
      },
      isEnough: (isCaughtUp) => isCaughtUp,
    });
  };
  const all = async (collection: string, field: string) => {
    const sort = { field, direction: 'ascending' } as const;
    const { rows } = await documents.find(collection, { tenant, sort, limit: pageRowsMax });
    return rows.map(({ body }) => body);
  };
  return { place, run, pair, limit, projected, all, log, meter };
}

async function expectEqual({ place, all }: Awaited<ReturnType<typeof world>>): Promise<void> {
  const report = await readLedgerReport(place);
  const folders = new Map((await all('folders', 'path')).map((body) => [body['path'], body]));
  expect(folders.size).toBe(report?.folders.length);
  for (const { sourcePath, counts } of report?.folders ?? []) {
    expect(folders.get(sourcePath.join('/'))).toMatchObject(counts);
  }
  const failures = [...(report?.rows() ?? [])].filter(({ outcome }) => outcome === 'failed');
  const key = (folder: string, id: unknown, reason: unknown) =>
    `${folder} ${String(id)} ${String(reason)}`;
  const shown = (await all('failed-items', 'folder')).map((body: JsonObject) =>
    key(body['folder'] as string, body['sourceId'], body['reason']),
  );
  expect(shown.sort()).toEqual(
    failures.map((row) => key(row.sourcePath.join('/'), row.sourceId, row.reason)).sort(),
  );
  const [pair] = await all('pairs', 'source');
  const { bytesMigrated, ...counts } = report?.totals ?? { bytesMigrated: 0 };
  expect(pair).toMatchObject({ ...counts, bytesMigrated });
}

describe('documents of a ledger', () => {
  it('say of folders and failed items what the ledger itself says', async () => {
    const it = await world();
    await it.run();
    await it.projected();
    await expectEqual(it);
    expect(await it.all('failed-items', 'folder')).toHaveLength(6);
  });

  it('follow a delta that takes what had failed', async () => {
    const it = await world();
    await it.run();
    await it.projected();
    it.limit.itemBytesMax = 5000;
    await it.run();
    await it.projected();
    await expectEqual(it);
    expect(await it.all('failed-items', 'folder')).toEqual([]);
    expect(await it.all('open-batches', 'pairId')).toEqual([]);
  });

  it('are counted by outcome, once, also where they are made anew', async () => {
    const it = await world();
    await it.run();
    await it.projected();
    const { totals } = (await readLedgerReport(it.place)) ?? {};
    expect(it.meter.items).toEqual({ migrated: 54, failed: 6 });
    expect(it.meter.bytes).toBe(totals?.bytesMigrated);
    expect(it.meter.bytes).toBeGreaterThan(0);
    it.limit.itemBytesMax = 5000;
    await it.run();
    await it.projected();
    const bytes = (await readLedgerReport(it.place))?.totals.bytesMigrated;
    const counted = { items: { migrated: 60, failed: 6 }, bytes };
    expect(it.meter).toMatchObject(counted);
    const taken = it.meter.events['ledger'] ?? 0;
    await it.projected(await SqliteReadStore.open({ path: ':memory:', collections }));
    expect(it.meter).toMatchObject(counted);
    expect(it.meter.events['ledger']).toBe(2 * taken);
  });

  it('are forgotten with a reset', async () => {
    const it = await world();
    await it.run();
    await it.projected();
    await it.log.pair(tenant, it.pair, { kind: 'ResetPair' });
    await it.projected();
    for (const [collection, field] of [
      ['folders', 'path'],
      ['failed-items', 'folder'],
    ] as const) {
      expect(await it.all(collection, field)).toEqual([]);
    }
  });
});
