import { StoreUnavailable } from '@mailhaul/application';
import { expect } from 'vitest';
import { type Create, countTo, newEvent, newEvents, readAll, withStore } from '../case-bench.ts';

export function closeCases(create: Create): void {
  const on = withStore(create);

  on('finishes what was accepted', async ({ store, stream, reopen }) => {
    const appends = countTo(50).map((n) =>
      store.append(stream, [newEvent(n)], n === 0 ? 'no-stream' : n - 1),
    );
    const closing = store.close();
    expect((await Promise.all(appends)).at(-1)?.revision).toBe(49);
    await closing;
    if (reopen !== undefined) expect(await readAll(await reopen(), stream)).toHaveLength(50);
  });

  on(
    'refuses everything afterwards, and may be closed twice',
    async ({ store, stream, prefix }) => {
      await store.append(stream, newEvents(1), 'no-stream');
      await Promise.all([store.close(), store.close()]);
      await store.close();
      const { signal } = new AbortController();
      const follow = async () => {
        for await (const message of store.subscribeToAll({ signal })) throw new Error(message.kind);
      };
      await expect(store.append(stream, newEvents(1), 0)).rejects.toThrow(StoreUnavailable);
      await expect(store.readLast(stream)).rejects.toThrow(StoreUnavailable);
      await expect(readAll(store, stream)).rejects.toThrow(StoreUnavailable);
      await expect(store.listStreams(prefix)).rejects.toThrow(StoreUnavailable);
      await expect(follow()).rejects.toThrow(StoreUnavailable);
    },
  );

  on('ends a subscription that waits', async ({ store }) => {
    const { signal } = new AbortController();
    const follow = async () => {
      for await (const message of store.subscribeToAll({ signal })) {
        if (message.kind === 'caught-up') void store.close();
      }
    };
    await expect(follow()).rejects.toThrow(StoreUnavailable);
  });
}
