// A process of its own for each measurement: folds a ledger once and prints what that took as JSON.
//   node --conditions=mailhaul-source --expose-gc tests/bench/fold-ledger.ts DIR
import { join } from 'node:path';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { KeyFileSealer } from '@mailhaul/secrets';
import { benchPair } from './ledger-under-test.ts';

const [dir = '.'] = process.argv.slice(2);
const store = await SqliteEventStore.openReadOnly({
  path: join(dir, 'events.db'),
  clock: systemClock,
});
const sealer = KeyFileSealer.open(join(dir, 'key'));
const rssBefore = process.memoryUsage.rss();
const start = performance.now();
const report = await readLedgerReport({ store, sealer, ...benchPair });
const foldMs = performance.now() - start;
const rssAfter = process.resourceUsage().maxRSS * 1024;
gc?.();
const { heapUsed, external, arrayBuffers } = process.memoryUsage();
console.log(
  JSON.stringify({
    foldMs,
    rssDelta: rssAfter - rssBefore,
    kept: heapUsed + external + arrayBuffers,
    migrated: report?.totals.migrated,
  }),
);
await store.close();
