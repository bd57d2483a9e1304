// A large ledger, written as a pass writes it and folded in a process of its own:
//   node --conditions=mailhaul-source tests/bench/main.ts --suite ledger
// Exit code 1 where an aim is missed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { KeyFileSealer } from '@mailhaul/secrets';
import Table from 'cli-table3';
import { writeLedger } from './ledger-under-test.ts';

const itemCount = 500_000;
const folds = 3;
const aims = { bytesPerItem: 40, foldMs: 2000, memoryMb: 200 };

interface Fold {
  readonly foldMs: number;
  /** High-water mark less what the process had before. */
  readonly rssDelta: number;
  /** Heap and buffers after a collection. */
  readonly kept: number;
  readonly migrated: number;
}

function foldOnce(dir: string): Fold {
  const script = fileURLToPath(new URL('fold-ledger.ts', import.meta.url));
  const args = ['--conditions=mailhaul-source', '--expose-gc', script, dir];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Fold;
}

/** A yardstick of this machine: how fast it parses JSON of events like these. */
function parseRate(): number {
  const text = JSON.stringify({ e: 1, b: 1, f: 1, tg: 7, items: 'x'.repeat(1_100) });
  const count = 50_000;
  const start = performance.now();
  for (let i = 0; i < count; i += 1) JSON.parse(text);
  return (count * text.length) / 1e6 / ((performance.now() - start) / 1000);
}

/** Writes the ledger, folds it, prints a table; the exit code tells whether an aim was missed. */
export async function benchLedger(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
  try {
    const path = join(dir, 'events.db');
    const store = await SqliteEventStore.open({ path, clock: systemClock });
    const start = performance.now();
    await writeLedger({ store, sealer: KeyFileSealer.open(join(dir, 'key')) }, itemCount);
    const writeMs = performance.now() - start;
    await store.close();
    const bytesPerItem = statSync(path).size / itemCount;
    const all = Array.from({ length: folds }, () => foldOnce(dir));
    const best = all.toSorted((a, b) => a.foldMs - b.foldMs)[0];
    if (best?.migrated !== itemCount) throw new Error('the fold lost items');
    const memoryMb = Math.max(...all.map(({ rssDelta }) => rssDelta)) / 2 ** 20;
    const keptMb = Math.max(...all.map(({ kept }) => kept)) / 2 ** 20;
    const table = new Table({ head: [`${itemCount} items`, 'measured', 'aim', ''] });
    let isShort = false;
    const row = (name: string, value: string, aim?: readonly [string, boolean]) => {
      isShort ||= aim?.[1] === false;
      table.push([name, value, aim?.[0] ?? '', aim === undefined ? '' : aim[1] ? 'met' : 'MISSED']);
    };
    row('written', `${(itemCount / (writeMs / 1000)).toFixed(0)} items/s`);
    row('log, indexes included', `${bytesPerItem.toFixed(1)} B/item`, [
      `${aims.bytesPerItem} B/item`,
      bytesPerItem <= aims.bytesPerItem,
    ]);
    row(`fold, best of ${folds}`, `${best.foldMs.toFixed(0)} ms`, [
      `${aims.foldMs} ms`,
      best.foldMs < aims.foldMs,
    ]);
    row('memory while folding', `${memoryMb.toFixed(0)} MB`, [
      `${aims.memoryMb} MB`,
      memoryMb < aims.memoryMb,
    ]);
    row('heap and buffers of the whole process after', `${keptMb.toFixed(0)} MB`);
    row('JSON.parse on this machine', `${parseRate().toFixed(0)} MB/s`);
    console.log(table.toString());
    if (isShort) process.exitCode = 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
