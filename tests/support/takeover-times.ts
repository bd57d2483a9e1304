import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { systemClock } from '@mailhaul/kernel';

interface Moment {
  readonly stream: string;
  readonly type: string;
  readonly atMs: number;
  /** Of a lease. */
  readonly workerId: unknown;
}

/** Leases, shards and ledgers of a log, by when the store recorded them. */
export async function momentsOf(url: string): Promise<readonly Moment[]> {
  const store = await EventStoreDbEventStore.open({ url, clock: systemClock });
  const moments: Moment[] = [];
  try {
    const { signal } = new AbortController();
    const streamPrefixes = ['pair-', 'shard-', 'ledger-'];
    for await (const message of store.subscribeToAll({ streamPrefixes, signal })) {
      if (message.kind === 'caught-up') break;
      const { stream, type, recordedAtMs, data } = message.event;
      moments.push({ stream, type, atMs: recordedAtMs, workerId: data['workerId'] });
    }
  } finally {
    await store.close();
  }
  return moments;
}

/** Of each mailbox whose lease ran out after that moment: how long until it had another one. Milliseconds, ascending. */
export function newLeasesAfter(moments: readonly Moment[], sinceMs: number): readonly number[] {
  const waiting = new Set<string>();
  const delays: number[] = [];
  for (const { stream, type, atMs } of moments) {
    if (atMs < sinceMs) continue;
    if (type === 'LeaseExpired') waiting.add(stream);
    if (type === 'LeaseGranted' && waiting.delete(stream)) delays.push(atMs - sinceMs);
  }
  return delays.sort((a, b) => a - b);
}

/** When it was known what became of the batches that were open at that moment; from then on their folders go on. Milliseconds, ascending. */
export function recoveredAfter(moments: readonly Moment[], sinceMs: number): readonly number[] {
  return moments
    .filter(({ type, atMs }) => type === 'ItemsRecovered' && atMs >= sinceMs)
    .map(({ atMs }) => atMs - sinceMs)
    .sort((a, b) => a - b);
}

/** How long until the next scheduler took a shard; undefined: none did. */
export function shardTakenAfter(moments: readonly Moment[], sinceMs: number): number | undefined {
  const taken = moments.find(({ type, atMs }) => type === 'ShardTaken' && atMs >= sinceMs);
  return taken === undefined ? undefined : taken.atMs - sinceMs;
}
