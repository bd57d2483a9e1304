import { join } from 'node:path';
import { OutcomeUnknown, StoreUnavailable } from '@mailhaul/application';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { startStoreThread } from './start-store-thread.ts';

/** A thread that opens and then fails at the first request. */
const failingThread = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.once('message', () => {
      parentPort.on('message', () => { throw new Error('out of memory'); });
      parentPort.postMessage({ kind: 'opened', lastPosition: 0 });
    });
  `)}`,
);

describe('a thread that is lost', () => {
  let folder: TemporaryFolder;
  const open = (workerUrl: URL) =>
    SqliteEventStore.open({ path: join(folder.path, 'log.db'), clock: systemClock, workerUrl });
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  it('leaves appends unknown, refuses what comes later, and can be closed', async () => {
    const store = await open(failingThread);
    const append = () =>
      store.append('a-b.1', [{ id: uuid4(systemRandom), type: 'A', data: {} }], 'no-stream');
    const [appended, read] = await Promise.allSettled([append(), store.readLast('a-b.1')]);
    expect(appended).toMatchObject({ reason: expect.any(OutcomeUnknown) as unknown });
    expect(read).toMatchObject({ reason: expect.any(StoreUnavailable) as unknown });
    await expect(append()).rejects.toThrow(/out of memory/);
    await expect(append()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });

  it('ends a subscription', async () => {
    const store = await open(failingThread);
    const follow = async () => {
      const { signal } = new AbortController();
      for await (const message of store.subscribeToAll({ signal })) throw new Error(message.kind);
    };
    await expect(follow()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });

  it('is said plainly where it does not start', async () => {
    const nowhere = new URL('./no-such-worker.js', import.meta.url);
    await expect(open(nowhere)).rejects.toThrow(StoreUnavailable);
  });

  it('that was begun ahead and has ended is replaced; one that waits is used', async () => {
    const begin = () => startStoreThread(new URL('./store-worker.ts', import.meta.url));
    for (const isLost of [true, false]) {
      const thread = begin();
      const settings = { path: join(folder.path, 'log.db'), clock: systemClock, thread };
      if (isLost) await thread.terminate();
      const store = await SqliteEventStore.open(settings);
      const event = { id: uuid4(systemRandom), type: 'A', data: {} };
      await store.append(`a-b.${isLost ? 1 : 2}`, [event], 'no-stream');
      expect(thread.threadId >= 0).toBe(!isLost);
      await store.close();
      expect(thread.threadId).toBeLessThan(0);
    }
  });

  it('that ends without a word is said plainly', async () => {
    const silent = new URL('data:text/javascript,process.exit(0)');
    await expect(open(silent)).rejects.toThrow(StoreUnavailable);
  });

  it('that fails as soon as it has opened keeps nobody waiting', async () => {
    const hasty = new URL(
      `data:text/javascript,${encodeURIComponent(`
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage({ kind: 'opened', lastPosition: 0 });
        throw new Error('out of memory');
      `)}`,
    );
    const use = async () => (await open(hasty)).readLast('a-b.1');
    for (let n = 0; n < 20; n += 1) await expect(use()).rejects.toThrow(StoreUnavailable);
  });
});
