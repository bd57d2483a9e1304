import { join } from 'node:path';
import type { RecordedEvent } from '@mailhaul/application';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';

/** The whole log of a data folder at which no process is at work, in its order. */
export async function readLog(dataFolder: string): Promise<readonly RecordedEvent[]> {
  const store = await SqliteEventStore.open({
    path: join(dataFolder, 'events.db'),
    clock: systemClock,
  });
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  try {
    for await (const message of store.subscribeToAll({ signal: stop.signal })) {
      if (message.kind === 'caught-up') break;
      events.push(message.event);
    }
    return events;
  } finally {
    stop.abort();
    await store.close();
  }
}
