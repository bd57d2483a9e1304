import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreUnavailable } from '@mailhaul/application';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { smallDisk } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteEventStore, type SqliteEventStoreSettings } from './sqlite-event-store.ts';

const stream = 'full-a.1';
const mountMegabytes = 16;

/** Appends until the store refuses; the number of acknowledged events. */
async function fill(store: SqliteEventStore): Promise<number> {
  let revision = (await store.readLast(stream))?.revision ?? -1;
  for (let n = 0; n < 5000; n += 1) {
    try {
      ({ revision } = await store.append(
        stream,
        someEvents(),
        revision < 0 ? 'no-stream' : revision,
      ));
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      return revision + 1;
    }
  }
  throw new Error('the disk never filled');
}

function someEvents() {
  return Array.from({ length: 5 }, () => ({
    id: uuid4(systemRandom),
    type: 'Filled',
    data: { pad: 'x'.repeat(4000) },
  }));
}

async function count(store: SqliteEventStore): Promise<number> {
  let events = 0;
  for await (const event of store.readStream(stream)) events = event.revision + 1;
  return events;
}

describe('a full disk', () => {
  it('refuses appends, keeps what was acknowledged, and goes on with more room', async () => {
    const folder = temporaryFolder();
    const settings: SqliteEventStoreSettings = {
      path: join(folder.path, 'log.db'),
      clock: systemClock,
    };
    const store = await SqliteEventStore.open({ ...settings, pageCountMax: 200 });
    const acknowledged = await fill(store);
    expect(acknowledged).toBeGreaterThan(0);
    expect(await count(store)).toBe(acknowledged);
    await expect(store.append(stream, someEvents(), acknowledged - 1)).rejects.toThrow(
      StoreUnavailable,
    );
    await store.close();
    const roomier = await SqliteEventStore.open(settings);
    expect(await count(roomier)).toBe(acknowledged);
    expect((await roomier.append(stream, someEvents(), acknowledged - 1)).revision).toBe(
      acknowledged + 4,
    );
    await roomier.close();
    folder.remove();
  });

  it('does the same on a real one, without being opened again', async (context) => {
    const disk = smallDisk(mountMegabytes);
    if (disk === undefined) return context.skip('this user may not mount a small disk');
    try {
      const ballast = join(disk.path, 'ballast');
      writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
      const store = await SqliteEventStore.open({
        path: join(disk.path, 'log.db'),
        clock: systemClock,
      });
      const acknowledged = await fill(store);
      expect(acknowledged).toBeGreaterThan(0);
      expect(await count(store)).toBe(acknowledged);
      rmSync(ballast);
      const { revision } = await store.append(stream, someEvents(), acknowledged - 1);
      expect(revision).toBe(acknowledged + 4);
      expect(await fill(store)).toBeGreaterThan(acknowledged + 5);
      const full = await count(store);
      await store.close();
      const again = await SqliteEventStore.open({
        path: join(disk.path, 'log.db'),
        clock: systemClock,
      });
      expect(await count(again)).toBe(full);
      await again.close();
    } finally {
      disk.remove();
    }
  });
});
