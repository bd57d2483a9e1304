import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import {
  type EventStore,
  InvalidEvent,
  OutcomeUnknown,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';
import { eventStoreConformance } from '@mailhaul/event-store-conformance';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { ChannelEventStore } from './channel-event-store.ts';
import { pageItemsMax, pagesAheadMax } from './messages.ts';
import { serveEventStore } from './serve-event-store.ts';

function channelTo(store: EventStore): ChannelEventStore {
  const { port1, port2 } = new MessageChannel();
  serveEventStore(port1, store);
  return new ChannelEventStore(port2);
}

/** Both ends; `reopen` is a new channel to the store, which the closing of the first left open. */
function underTest(owned: EventStore) {
  const channels = [channelTo(owned)];
  return {
    store: channels[0] as EventStore,
    reopen: async () => {
      await channels.at(-1)?.close();
      const channel = channelTo(owned);
      channels.push(channel);
      return channel;
    },
    dispose: async () => {
      await Promise.all(channels.map((channel) => channel.close()));
      await owned.close();
    },
  };
}

eventStoreConformance({
  name: 'channel to memory',
  create: () => Promise.resolve(underTest(new MemoryEventStore({ clock: systemClock }))),
});

eventStoreConformance({
  name: 'channel to sqlite',
  create: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mailhaul-channel-'));
    const path = join(folder, 'log.db');
    const { dispose, ...rest } = underTest(
      await SqliteEventStore.open({ path, clock: systemClock }),
    );
    return {
      ...rest,
      dispose: async () => {
        await dispose();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

function newEvent(n = 0) {
  return { id: uuid4(systemRandom), type: 'Counted', data: { n } };
}

function newEvents(count: number) {
  return Array.from({ length: count }, (_, n) => newEvent(n));
}

/** Answers no append, and counts what is read from it. */
class SilentStore extends MemoryEventStore {
  readCount = 0;
  isSilent = false;

  override append(...args: Parameters<EventStore['append']>) {
    return this.isSilent ? new Promise<never>(() => undefined) : super.append(...args);
  }

  override async *readStream(...args: Parameters<EventStore['readStream']>) {
    for await (const event of super.readStream(...args)) {
      this.readCount += 1;
      yield event;
    }
  }
}

describe('a channel to an event store', () => {
  it('keeps the classes and fields of errors', async () => {
    const store = channelTo(new MemoryEventStore({ clock: systemClock }));
    await store.append('a-b.1', newEvents(3), 'no-stream');
    const wrong = await store.append('a-b.1', newEvents(1), 0).catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(WrongExpectedRevision);
    expect(wrong).toMatchObject({ stream: 'a-b.1', expected: 0, actual: 2 });
    class Odd {}
    const odd = { ...newEvent(), data: new Odd() as never };
    await expect(store.append('a-b.1', [odd], 2)).rejects.toThrow(InvalidEvent);
    await store.close();
  });

  it('leaves the owner’s store open when it closes', async () => {
    const owned = new MemoryEventStore({ clock: systemClock });
    const store = channelTo(owned);
    await store.append('a-b.1', newEvents(1), 'no-stream');
    await store.close();
    expect((await owned.append('a-b.1', newEvents(1), 0)).revision).toBe(1);
  });

  it('that the owner’s end lets go leaves appends unknown and refuses what comes later', async () => {
    const owned = new SilentStore({ clock: systemClock });
    const { port1, port2 } = new MessageChannel();
    const served = serveEventStore(port1, owned);
    const store = new ChannelEventStore(port2);
    await store.append('a-b.1', newEvents(1), 'no-stream');
    owned.isSilent = true;
    const following = (async () => {
      const { signal } = new AbortController();
      for await (const { kind } of store.subscribeToAll({ signal })) {
        if (kind === 'caught-up') served.close();
      }
    })();
    const [appended, followed] = await Promise.allSettled([
      store.append('a-b.1', newEvents(1), 0),
      following,
    ]);
    expect(appended).toMatchObject({ reason: expect.any(OutcomeUnknown) as unknown });
    expect(followed).toMatchObject({ reason: expect.any(StoreUnavailable) as unknown });
    await expect(store.append('a-b.1', newEvents(1), 0)).rejects.toThrow(StoreUnavailable);
    await store.close();
  });

  it('reads no further ahead than its pages, and lets go of what nobody wants', async () => {
    const owned = new SilentStore({ clock: systemClock });
    const pages = 10;
    for (let n = 0; n < pages; n += 1) {
      const expected = n === 0 ? 'no-stream' : n * pageItemsMax - 1;
      await owned.append('a-b.1', newEvents(pageItemsMax), expected);
    }
    const store = channelTo(owned);
    for await (const { revision } of store.readStream('a-b.1')) {
      if (revision < 10) continue;
      await systemClock.sleep(50);
      break;
    }
    // Those on their way, the one being worked through, and the one that waits for room.
    expect(owned.readCount).toBeLessThanOrEqual((pagesAheadMax + 2) * pageItemsMax);
    const seen = owned.readCount;
    await systemClock.sleep(20);
    expect(owned.readCount).toBeLessThanOrEqual(seen + 1);
    await store.close();
  });

  it('serves on when a thread at its other end is ended in mid-append', async () => {
    const owned = new MemoryEventStore({ clock: systemClock });
    const { port1, port2 } = new MessageChannel();
    serveEventStore(port1, owned);
    const worker = new Worker(new URL('./spec-support/endless-writer.ts', import.meta.url), {
      workerData: port2,
      transferList: [port2],
    });
    while ((await owned.readLast('a-b.1')) === undefined) await systemClock.sleep(5);
    await worker.terminate();
    await systemClock.sleep(20);
    const last = await owned.readLast('a-b.1');
    await systemClock.sleep(20);
    expect((await owned.readLast('a-b.1'))?.revision).toBe(last?.revision);
    expect((await owned.append('a-b.1', newEvents(1), last?.revision ?? 0)).revision).toBe(
      (last?.revision ?? 0) + 1,
    );
  });
});
