import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { systemClock } from '@mailhaul/kernel';
import { KeyFileSealer } from '@mailhaul/secrets';
import { EventStoreProcess } from '@mailhaul/testing/eventstoredb';
import { writeLedger } from '../ledger-under-test.ts';
import { accountByPart } from './account.ts';

export interface Bookkeeping {
  readonly itemsPerSecond: number;
  /** Of the event store's process. */
  readonly storeCpuMicrosPerItem: number;
  /** Of this process, which writes all ledgers. */
  readonly writerCpuMicrosPerItem: number;
}

const ledgers = 8;

/** Ledgers written at the same time by one process as passes write them, on one event-store node: an intent and a settlement a batch. */
export async function measureBookkeeping(itemsEach: number): Promise<Bookkeeping> {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
  const server = new EventStoreProcess(join(folder, 'log'));
  try {
    await server.start();
    const store = await EventStoreDbEventStore.open({ url: server.url, clock: systemClock });
    const sealer = KeyFileSealer.open(join(folder, 'key'));
    const storeCpu = () => accountByPart().get('event store')?.cpuMs ?? 0;
    const before = { storeMs: storeCpu(), own: process.cpuUsage(), atMs: performance.now() };
    const pairs = Array.from({ length: ledgers }, (_, n) => `bench${n}`);
    await Promise.all(pairs.map((pairId) => writeLedger({ store, sealer, pairId }, itemsEach)));
    const items = ledgers * itemsEach;
    const own = process.cpuUsage(before.own);
    const seconds = (performance.now() - before.atMs) / 1_000;
    const storeCpuMicrosPerItem = ((storeCpu() - before.storeMs) * 1_000) / items;
    await store.close();
    return {
      itemsPerSecond: items / seconds,
      storeCpuMicrosPerItem,
      writerCpuMicrosPerItem: (own.user + own.system) / items,
    };
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
