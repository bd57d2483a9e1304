// The event store beside raw node:sqlite in the same run, interleaved:
//   node --conditions=mailhaul-source tests/bench/event-store.bench.ts
// Exit code 1 where an aim is missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import type { NewEvent } from '@mailhaul/application';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import Table from 'cli-table3';

const rounds = 3;
const batchedEvents = 50_000;
const batchSize = 100;
const singleEvents = 10_000;
const singleCallers = 20;
const batchesInFlight = 4;
const copyRunMs = 4000;
const copyBatchEveryMs = 5;
const copyEventBytes = 1200;
const readEvents = 20_000;
const readEventBytes = 1500;

const aims = { batched: 50_000, single: 15_000, lagMs: 20, blockMs: 20, readMs: 1000 };

const folder = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
let fileCount = 0;
const newPath = () => {
  fileCount += 1;
  return join(folder, `${fileCount}.db`);
};

function newEvent(data: NewEvent['data']): NewEvent {
  return { id: uuid4(systemRandom), type: 'ItemsSettled', data };
}

const small = { folder: 'INBOX', from: 1, to: 50, note: 'x'.repeat(60) };

/** The same rows in one table with one index, no thread, no checks: what SQLite itself takes. */
function rawRate(eventCount: number, perTransaction: number): number {
  const db = new DatabaseSync(newPath());
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, id BLOB, data TEXT);
    CREATE UNIQUE INDEX by_stream ON events (stream, revision)`);
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)');
  const events = Array.from({ length: eventCount }, () => newEvent(small));
  const start = performance.now();
  for (let i = 0; i < eventCount; i += perTransaction) {
    db.exec('BEGIN');
    for (let k = i; k < i + perTransaction; k += 1) {
      const id = Buffer.from((events[k]?.id ?? '').replaceAll('-', ''), 'hex');
      insert.run(k + 1, 1, k, id, JSON.stringify(events[k]?.data));
    }
    db.exec('COMMIT');
  }
  const rate = eventCount / ((performance.now() - start) / 1000);
  db.close();
  return rate;
}

async function withStore<T>(body: (store: SqliteEventStore) => Promise<T>): Promise<T> {
  const store = await SqliteEventStore.open({ path: newPath(), clock: systemClock });
  try {
    return await body(store);
  } finally {
    await store.close();
  }
}

/** Callers that each append batch after batch to a stream of their own. */
function storeRate(eventCount: number, callers: number, perAppend: number): Promise<number> {
  const perCaller = Array.from({ length: callers }, () =>
    Array.from({ length: eventCount / callers }, () => newEvent(small)),
  );
  return withStore(async (store) => {
    const start = performance.now();
    await Promise.all(
      perCaller.map(async (events, n) => {
        for (let i = 0; i < events.length; i += perAppend) {
          const batch = events.slice(i, i + perAppend);
          await store.append(`ledger-bench.${n}`, batch, i === 0 ? 'no-stream' : i - 1);
        }
      }),
    );
    return eventCount / ((performance.now() - start) / 1000);
  });
}

interface CopyRun {
  /** From an append's acknowledgement to its event at a subscriber; negative where the event came first. */
  readonly lagMs: readonly number[];
  readonly appendMs: readonly number[];
  readonly blockMs: number;
}

/** Intents and settles as a copy writes them, four pairs at once, with a subscriber. */
function copyRun(withAppends: boolean): Promise<CopyRun> {
  return withStore(async (store) => {
    const data = { items: 'x'.repeat(copyEventBytes) };
    const acknowledgedAt = new Map<string, number>();
    const deliveredAt = new Map<string, number>();
    const appendMs: number[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const message of store.subscribeToAll({ signal: stop.signal })) {
        if (message.kind === 'event') deliveredAt.set(message.event.id, performance.now());
      }
    })();
    await systemClock.sleep(100);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const end = performance.now() + copyRunMs;
    const pair = async (n: number) => {
      let revision = -1;
      while (performance.now() < end) {
        if (withAppends) {
          const event = newEvent(data);
          const start = performance.now();
          ({ revision } = await store.append(
            `ledger-bench.${n}`,
            [event],
            revision < 0 ? 'no-stream' : revision,
          ));
          const now = performance.now();
          acknowledgedAt.set(event.id, now);
          appendMs.push(now - start);
        }
        await systemClock.sleep(copyBatchEveryMs);
      }
    };
    await Promise.all([0, 1, 2, 3].map(pair));
    delay.disable();
    await systemClock.sleep(100);
    stop.abort();
    await following;
    const lagMs = [...acknowledgedAt].map(([id, at]) => (deliveredAt.get(id) ?? Infinity) - at);
    return { lagMs, appendMs, blockMs: delay.max / 1e6 };
  });
}

/** How far a subscriber is behind the acknowledgements while writers write as fast as they can. */
function busyLags(): Promise<readonly number[]> {
  return withStore(async (store) => {
    const acknowledgedAt = new Map<string, number>();
    const deliveredAt = new Map<string, number>();
    const stop = new AbortController();
    const following = (async () => {
      for await (const message of store.subscribeToAll({ signal: stop.signal })) {
        if (message.kind === 'event') deliveredAt.set(message.event.id, performance.now());
        if (deliveredAt.size === batchedEvents) stop.abort();
      }
    })();
    const perCaller = batchedEvents / batchesInFlight;
    const caller = async (n: number) => {
      for (let i = 0; i < perCaller; i += batchSize) {
        const batch = Array.from({ length: batchSize }, () => newEvent(small));
        await store.append(`ledger-bench.${n}`, batch, i === 0 ? 'no-stream' : i - 1);
        for (const { id } of batch) acknowledgedAt.set(id, performance.now());
      }
    };
    await Promise.all(Array.from({ length: batchesInFlight }, (_, n) => caller(n)));
    await following;
    return [...acknowledgedAt].map(([id, ms]) => (deliveredAt.get(id) ?? Infinity) - ms);
  });
}

/** Milliseconds to open a new store, and to read a stream of large events from end to end. */
async function readRun(): Promise<{ readonly openMs: number; readonly readMs: number }> {
  const begin = performance.now();
  const store = await SqliteEventStore.open({ path: newPath(), clock: systemClock });
  const openMs = performance.now() - begin;
  const data = { items: 'x'.repeat(readEventBytes) };
  for (let i = 0; i < readEvents; i += batchSize) {
    const batch = Array.from({ length: batchSize }, () => newEvent(data));
    await store.append('ledger-bench.1', batch, i === 0 ? 'no-stream' : i - 1);
  }
  const start = performance.now();
  let count = 0;
  for await (const event of store.readStream('ledger-bench.1'))
    count += event.revision >= 0 ? 1 : 0;
  const readMs = performance.now() - start;
  if (count !== readEvents) throw new Error(`read ${count} of ${readEvents} events`);
  await store.close();
  return { openMs, readMs };
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.trunc(share * sorted.length))] ?? NaN;
}

const batched: number[] = [];
const batchedOne: number[] = [];
const rawBatched: number[] = [];
const single: number[] = [];
const rawSingle: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  rawBatched.push(rawRate(batchedEvents, batchSize));
  batched.push(await storeRate(batchedEvents, batchesInFlight, batchSize));
  batchedOne.push(await storeRate(batchedEvents, 1, batchSize));
  rawSingle.push(rawRate(singleEvents / 5, 1));
  single.push(await storeRate(singleEvents, singleCallers, 1));
}
const read = await readRun();
const busy = await busyLags();
const idle = await copyRun(false);
const copy = await copyRun(true);
rmSync(folder, { recursive: true, force: true });

const table = new Table({ head: ['what', 'median', 'raw node:sqlite', 'ratio', 'aim', ''] });
let isShort = false;
const verdict = (isMet: boolean) => {
  isShort ||= !isMet;
  return isMet ? 'met' : 'MISSED';
};
const rateRow = (
  name: string,
  rates: { ours: readonly number[]; raw: readonly number[] },
  aim?: number,
) => {
  const [ours, theirs] = [at(rates.ours, 0.5), at(rates.raw, 0.5)];
  const last = aim === undefined ? ['', ''] : [`${aim} ev/s`, verdict(ours >= aim)];
  table.push([
    name,
    `${ours.toFixed(0)} ev/s`,
    `${theirs.toFixed(0)} ev/s`,
    (ours / theirs).toFixed(2),
    ...last,
  ]);
};
const timeRow = (name: string, ms: number, aim?: number) => {
  const last = aim === undefined ? ['', ''] : [`${aim} ms`, verdict(ms <= aim)];
  table.push([name, `${ms.toFixed(2)} ms`, '', '', ...last]);
};
rateRow(
  `batches of ${batchSize}, ${batchesInFlight} in flight`,
  { ours: batched, raw: rawBatched },
  aims.batched,
);
rateRow(`batches of ${batchSize}, 1 in flight`, { ours: batchedOne, raw: rawBatched });
rateRow(`single, ${singleCallers} callers`, { ours: single, raw: rawSingle }, aims.single);
timeRow('subscription behind an acknowledgement, p50', at(copy.lagMs, 0.5));
timeRow('… p99', at(copy.lagMs, 0.99), aims.lagMs);
timeRow('… max', at(copy.lagMs, 1), aims.lagMs);
timeRow('… p99, writers at full speed', at(busy, 0.99), aims.lagMs);
timeRow('append of 1.2 kB in a copy run, p50', at(copy.appendMs, 0.5));
timeRow('… p99', at(copy.appendMs, 0.99));
timeRow('event loop blocked, max, in a copy run', copy.blockMs, aims.blockMs);
timeRow('… without the store', idle.blockMs);
timeRow('stream of 20,000 events of 1.5 kB read', read.readMs, aims.readMs);
timeRow('a new store opened', read.openMs);
console.log(table.toString());
process.exitCode = isShort ? 1 : 0;
