import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateInUse } from './errors.ts';
import { startAppending } from './spec-support/start-appending.ts';
import { type TemporaryFolder, temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

const kills = 8;

describe('a writer killed in mid-append', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'log.db');
  });
  afterEach(() => {
    folder.remove();
  });

  it(`loses no acknowledged event and tears no batch, ${kills} times over`, async () => {
    const acknowledged: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const writer = await startAppending(path);
      await systemClock.sleep(20 + kill * 23);
      await writer.kill();
      expect(writer.acknowledged.length).toBeGreaterThan(0);
      acknowledged.push(...writer.acknowledged);
      await expectWhole(path, acknowledged);
    }
  });

  it('leaves its lock to the next at once', async () => {
    const writer = await startAppending(path);
    await expect(SqliteEventStore.open({ path, clock: systemClock })).rejects.toThrow(StateInUse);
    await writer.kill();
    const store = await SqliteEventStore.open({ path, clock: systemClock });
    expect(store.holdsLock).toBe(true);
    await store.close();
  });

  it('leaves a log that can be read without writing', async () => {
    const writer = await startAppending(path);
    await writer.kill();
    const reader = await SqliteEventStore.openReadOnly({ path, clock: systemClock });
    const [stream = '', revision] = writer.acknowledged.at(-1)?.split(' ') ?? [];
    expect((await reader.readLast(stream))?.revision).toBeGreaterThanOrEqual(Number(revision));
    await reader.close();
  });
});

async function expectWhole(path: string, acknowledged: readonly string[]): Promise<void> {
  const store = await SqliteEventStore.open({ path, clock: systemClock });
  const ids = new Map<string, string>();
  for (const stream of await store.listStreams('crash-')) {
    let revision = 0;
    let open: { batch: unknown; left: number } = { batch: '', left: 0 };
    for await (const event of store.readStream(stream)) {
      const { batch, i, size } = event.data;
      expect(event.revision).toBe(revision);
      if (i === 0) {
        expect(open.left).toBe(0);
        open = { batch, left: Number(size) };
      }
      expect(batch).toBe(open.batch);
      open.left -= 1;
      revision += 1;
      ids.set(`${stream} ${event.revision}`, event.id);
    }
    expect(open.left).toBe(0);
  }
  await store.close();
  const lost = acknowledged.filter((line) => {
    const [stream, revision, id] = line.split(' ');
    return ids.get(`${stream} ${revision}`) !== id;
  });
  expect(lost).toEqual([]);
}
