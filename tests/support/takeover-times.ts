import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { systemClock } from '@mailhaul/kernel';

interface Moment {
  readonly stream: string;
  readonly type: string;
  readonly atMs: number;
}

/** Leases and shards of a log, by when the store recorded them. */
export async function momentsOf(url: string): Promise<readonly Moment[]> {
  const store = await EventStoreDbEventStore.open({ url, clock: systemClock });
  const moments: Moment[] = [];
  try {
    const { signal } = new AbortController();
    const streamPrefixes = ['pair-', 'shard-'];
    for await (const message of store.subscribeToAll({ streamPrefixes, signal })) {
      if (message.kind === 'caught-up') break;
      const { stream, type, recordedAtMs } = message.event;
      moments.push({ stream, type, atMs: recordedAtMs });
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

/** How long until the next scheduler took a shard; undefined: none did. */
export function shardTakenAfter(moments: readonly Moment[], sinceMs: number): number | undefined {
  const taken = moments.find(({ type, atMs }) => type === 'ShardTaken' && atMs >= sinceMs);
  return taken === undefined ? undefined : taken.atMs - sinceMs;
}
