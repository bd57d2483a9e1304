import { NoRebuild, RebuildBehind } from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, ask, countTo, idsOf, put, remove, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

const a = { tenant: 't', id: 'a' };

export function rebuildCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('stands beside the live documents until it replaces them at once', async ({ store }) => {
    await apply(store, [put('a', 4, { body: { of: 'old' } }), put('gone', 4)]);
    await store.beginRebuild();
    await apply(store, [put('a', 3, { body: { of: 'new' } }), put('b', 4)], 'next');
    expect(await store.checkpoint('next')).toBe(4n);
    expect(await store.checkpoint('live')).toBe(4n);
    expect((await store.get('pairs', a))?.body).toEqual({ of: 'old' });
    expect((await store.get('pairs', a, 'next'))?.body).toEqual({ of: 'new' });
    expect(await idsOf(store)).toEqual(['a', 'gone']);
    await store.finishRebuild();
    expect(await idsOf(store)).toEqual(['a', 'b']);
    expect((await store.get('pairs', a))?.body).toEqual({ of: 'new' });
    expect(await store.checkpoint('live')).toBe(4n);
    expect(await store.checkpoint('next')).toBeUndefined();
    await apply(store, [put('a', 5, { body: { of: 'later' } })]);
    expect((await store.get('pairs', a))?.body).toEqual({ of: 'later' });
  });

  on('does not replace live documents that are further', async ({ store }) => {
    await apply(store, [put('a', 9)]);
    await store.beginRebuild();
    for (const changes of [[], [put('b', 8)]]) {
      await apply(store, changes, 'next');
      await expect(store.finishRebuild()).rejects.toThrow(RebuildBehind);
    }
    expect(await idsOf(store)).toEqual(['a']);
    await apply(store, [put('c', 9)], 'next');
    await store.finishRebuild();
    expect(await idsOf(store)).toEqual(['b', 'c']);
  });

  on('guards by its own documents, not by the live ones', async ({ store }) => {
    await apply(store, [put('a', 9, { body: { n: 9 } })]);
    await store.beginRebuild();
    await apply(store, [put('a', 2, { body: { n: 2 } })], 'next');
    await apply(store, [put('a', 1, { body: { n: 1 } })], 'next');
    await apply(store, [remove('a', 10)]);
    expect((await store.get('pairs', a, 'next'))?.body).toEqual({ n: 2 });
    expect(await store.get('pairs', a)).toBeUndefined();
  });

  on('begun anew is empty', async ({ store }) => {
    await store.beginRebuild();
    await apply(store, [put('a', 1)], 'next');
    await store.beginRebuild();
    expect(await store.checkpoint('next')).toBeUndefined();
    expect(await store.get('pairs', a, 'next')).toBeUndefined();
    await apply(store, [put('b', 1)], 'next');
    await store.finishRebuild();
    expect(await idsOf(store)).toEqual(['b']);
  });

  on('that was not begun is refused', async ({ store }) => {
    const refusals = async () => {
      await expect(apply(store, [put('b', 2)], 'next')).rejects.toThrow(NoRebuild);
      await expect(store.get('pairs', a, 'next')).rejects.toThrow(NoRebuild);
      await expect(store.finishRebuild()).rejects.toThrow(NoRebuild);
      expect(await store.checkpoint('next')).toBeUndefined();
    };
    await refusals();
    await store.beginRebuild();
    await store.finishRebuild();
    await refusals();
    expect(await idsOf(store)).toEqual([]);
    expect(await store.checkpoint('live')).toBeUndefined();
  });

  on('is asked by filters as the live documents are, without being them', async ({ store }) => {
    await apply(store, [put('a', 1)]);
    await expect(store.find('pairs', ask(), 'next')).rejects.toThrow(NoRebuild);
    await store.beginRebuild();
    await apply(store, [put('b', 5)], 'next');
    const { rows } = await store.find('pairs', ask(), 'next');
    expect(rows.map(({ id }) => id)).toEqual(['b']);
    expect(await idsOf(store)).toEqual(['a']);
  });

  on('goes on after a close', async ({ store, reopen }) => {
    if (reopen === undefined) return;
    await apply(store, [put('a', 1)]);
    await store.beginRebuild();
    await apply(store, [put('b', 5)], 'next');
    const again = await reopen();
    expect(await again.checkpoint('next')).toBe(5n);
    expect(await idsOf(again)).toEqual(['a']);
    await apply(again, [put('c', 6)], 'next');
    await again.finishRebuild();
    const last = await reopen();
    expect(await idsOf(last)).toEqual(['b', 'c']);
    expect(await last.checkpoint('live')).toBe(6n);
  });

  on('is never seen half by readers while both are written', async ({ store, isAtomic }) => {
    const rows = 60;
    const generation = async (n: number, into: 'live' | 'next') => {
      const changes = countTo(rows).map((row) =>
        put(`id${row}`, n, { body: { migrated: n, address: `a${row}` } }),
      );
      await apply(store, changes, into);
    };
    await generation(1, 'live');
    let isOver = false;
    let reads = 0;
    const read = async () => {
      while (!isOver) {
        const page = await store.find('pairs', ask());
        expect(page.rows).toHaveLength(rows);
        const seen = new Set(page.rows.map(({ body }) => body['migrated']));
        // In part, a batch shows beside the one before.
        expect(seen.size).toBeLessThanOrEqual(isAtomic ? 1 : 2);
        const counts = await store.countBy('pairs', 'migrated', { tenant: 't' });
        expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(rows);
        if (isAtomic) expect(counts.size).toBe(1);
        reads += 1;
      }
    };
    const readers = Promise.all([read(), read(), read()]);
    try {
      for (let n = 2; n < 30; n += 2) {
        await store.beginRebuild();
        await Promise.all([generation(n, 'next'), generation(n, 'live')]);
        await generation(n + 1, 'next');
        await store.finishRebuild();
      }
    } finally {
      isOver = true;
      await readers;
    }
    expect(reads).toBeGreaterThan(5);
    expect(await store.sum('pairs', ['migrated'], {})).toEqual({ migrated: 29 * rows });
  });
}
