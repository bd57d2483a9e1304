import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { systemClock } from '@mailhaul/kernel';

/** What came into the log since the jobs were started. */
export interface LogSeen {
  events: number;
  grants: number;
  completed: number;
  failed: number;
  jobsFinished: number;
  items: number;
  /** Monotonic. */
  firstGrantMs: number;
  lastEndMs: number;
}

export interface LogWatch {
  readonly seen: LogSeen;
  stop(): Promise<void>;
}

/** Follows the log as any service does, and counts. */
export async function watchLog(url: string): Promise<LogWatch> {
  const store = await EventStoreDbEventStore.open({ url, clock: systemClock });
  const seen: LogSeen = {
    ...{ events: 0, grants: 0, completed: 0, failed: 0, jobsFinished: 0, items: 0 },
    ...{ firstGrantMs: Number.NaN, lastEndMs: Number.NaN },
  };
  const stop = new AbortController();
  const streamPrefixes = ['tenant-', 'connection-', 'job-', 'pair-', 'ledger-', 'shard-'];
  const following = (async () => {
    for await (const message of store.subscribeToAll({ streamPrefixes, signal: stop.signal })) {
      if (message.kind === 'event') count(seen, message.event);
    }
  })();
  return {
    seen,
    stop: async () => {
      stop.abort();
      await following.catch(() => undefined);
      await store.close();
    },
  };
}

function count(seen: LogSeen, { type, data }: { type: string; data: object }): void {
  seen.events += 1;
  const nowMs = systemClock.monotonicMs();
  switch (type) {
    case 'LeaseGranted':
      seen.grants += 1;
      if (Number.isNaN(seen.firstGrantMs)) seen.firstGrantMs = nowMs;
      return;
    case 'PassCompleted':
      seen.completed += 1;
      seen.items += (data as { totals: { migrated: number } }).totals.migrated;
      seen.lastEndMs = nowMs;
      return;
    case 'PassFailed':
      seen.failed += 1;
      return;
    case 'JobFinished':
      seen.jobsFinished += 1;
  }
}
