import {
  CheckpointMoved,
  InvalidChange,
  type JsonObject,
  UnknownField,
  batchChangesMax,
} from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, countTo, idsOf, put, remove, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

const key = (id: string) => ({ tenant: 't', id });

export function changeCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('is read back whole, with its position', async ({ store }) => {
    const body = { id: 'a', deep: [{ n: 1.5, none: null }], isBroken: false };
    await apply(store, [put('a', 7, { body })]);
    expect(await store.get('pairs', key('a'))).toEqual({ ...key('a'), position: 7n, body });
    expect(await store.get('pairs', key('b'))).toBeUndefined();
    expect(await store.get('pairs', { tenant: 'u', id: 'a' })).toBeUndefined();
  });

  on('takes effect only on what is older', async ({ store }) => {
    await apply(store, [put('a', 5, { body: { n: 5 } })]);
    for (const position of [5, 4, 0]) {
      await apply(store, [put('a', position, { body: { n: -1 } })]);
      await apply(store, [remove('a', position)]);
    }
    expect((await store.get('pairs', key('a')))?.body).toEqual({ n: 5 });
    await apply(store, [put('a', 6, { body: { n: 6 } })]);
    expect(await store.get('pairs', key('a'))).toMatchObject({ position: 6n, body: { n: 6 } });
  });

  on('is refused whole where somebody else has written meanwhile', async ({ store }) => {
    const batch = (position: bigint, after: bigint | 'none') => ({
      changes: [put('a', Number(position), { body: { n: Number(position) } })],
      ...{ checkpoint: position, after },
    });
    for (const generation of ['live', 'next'] as const) {
      if (generation === 'next') await store.beginRebuild();
      await expect(store.apply(batch(5n, 4n), generation)).rejects.toThrow(CheckpointMoved);
      await store.apply(batch(5n, 'none'), generation);
      for (const after of ['none', 4n, 6n] as const) {
        await expect(store.apply(batch(7n, after), generation)).rejects.toThrow(CheckpointMoved);
      }
      expect(await store.checkpoint(generation)).toBe(5n);
      expect((await store.get('pairs', key('a'), generation))?.body).toEqual({ n: 5 });
      // Part of a batch leaves the checkpoint where it is.
      await store.apply({ ...batch(6n, 5n), checkpoint: 0n }, generation);
      await store.apply(batch(7n, 5n), generation);
      expect(await store.checkpoint(generation)).toBe(7n);
    }
  });

  on('replaces the document, its fields and its place in every list', async ({ store }) => {
    await apply(store, [
      put('a', 1, { body: { address: 'a', state: 'done', displayName: 'old' } }),
      put('b', 1, { body: { address: 'b' } }),
    ]);
    await apply(store, [put('a', 2, { body: { address: 'c' } })]);
    expect(await idsOf(store)).toEqual(['b', 'a']);
    expect(await idsOf(store, { search: 'old' })).toEqual([]);
    const fields = [{ field: 'state', is: 'equal', value: 'done' }] as const;
    expect(await store.count('pairs', { tenant: 't', fields })).toBe(0);
  });

  on('removes; what was removed may come again, and may never have been', async ({ store }) => {
    await apply(store, [put('a', 1), remove('b', 1), put('c', 1)]);
    await apply(store, [remove('a', 2)]);
    expect(await store.get('pairs', key('a'))).toBeUndefined();
    expect(await idsOf(store)).toEqual(['c']);
    await apply(store, [put('a', 3)]);
    expect(await idsOf(store)).toEqual(['a', 'c']);
  });

  on('is applied in the order of the batch', async ({ store }) => {
    await apply(store, [
      put('a', 1, { body: { n: 1 } }),
      put('a', 2, { body: { n: 2 } }),
      remove('a', 3),
      put('a', 4, { body: { n: 4 } }),
      put('a', 4, { body: { n: 5 } }),
    ]);
    expect((await store.get('pairs', key('a')))?.body).toEqual({ n: 4 });
  });

  on('applied twice is applied once', async ({ store }) => {
    const changes = countTo(20).map((n) => put(`id${n % 7}`, n, { body: { n } }));
    await apply(store, changes);
    const before = await store.find('pairs', { sort: sorted, limit: 100 });
    await apply(store, changes);
    expect(await store.find('pairs', { sort: sorted, limit: 100 })).toEqual(before);
  });

  on('keeps tenants and collections apart', async ({ store }) => {
    await apply(store, [put('a', 1), put('a', 1, { tenant: 'u', body: { of: 'u' } })]);
    await apply(store, [remove('a', 2)]);
    expect(await store.get('pairs', key('a'))).toBeUndefined();
    expect((await store.get('pairs', { tenant: 'u', id: 'a' }))?.body).toEqual({ of: 'u' });
    expect(await store.count('pairs', { tenant: 't' })).toBe(0);
    expect(await store.count('pairs', {})).toBe(1);
  });

  on('keeps the checkpoint, which never goes back, and large positions', async ({ store }) => {
    expect(await store.checkpoint('live')).toBeUndefined();
    const position = 2n ** 63n - 1n;
    await store.apply({ changes: [], checkpoint: 0n }, 'live');
    expect(await store.checkpoint('live')).toBe(0n);
    await store.apply({ changes: [{ ...put('a', 0), position }], checkpoint: position }, 'live');
    expect(await store.checkpoint('live')).toBe(position);
    expect((await store.get('pairs', key('a')))?.position).toBe(position);
    await store.apply({ changes: [{ ...put('b', 3) }], checkpoint: 3n }, 'live');
    expect(await store.checkpoint('live')).toBe(position);
    await apply(store, [{ ...put('a', 0), position: position - 1n }]);
    expect((await store.get('pairs', key('a')))?.position).toBe(position);
  });

  on('that no store may keep refuses its whole batch', async ({ store }) => {
    const wrong = [
      put('', 1),
      put('x'.repeat(301), 1),
      put('a\u0000b', 1),
      put('half \ud800', 1),
      put('a', 1, { tenant: '' }),
      put('a', -1),
      { ...put('a', 1), position: 2n ** 63n },
      put('a', 1, { body: { address: 5 } }),
      put('a', 1, { body: { displayName: ['x'] } }),
      put('a', 1, { body: { migrated: '5' } }),
      put('a', 1, { body: { isBroken: 1 } }),
      put('a', 1, { body: { n: Number.NaN } }),
      put('a', 1, { body: { n: undefined } as unknown as JsonObject }),
      put('a', 1, { body: [] as unknown as JsonObject }),
      put('a', 1, { body: { long: 'x'.repeat(4_000_000) } }),
    ];
    for (const change of wrong) {
      const batch = { changes: [put('good', 1), change], checkpoint: 1n };
      await expect(store.apply(batch, 'live')).rejects.toThrow(InvalidChange);
    }
    const many = { changes: countTo(batchChangesMax + 1).map((n) => put('a', n)), checkpoint: 1n };
    await expect(store.apply(many, 'live')).rejects.toThrow(InvalidChange);
    await expect(store.apply({ changes: [], checkpoint: -1n }, 'live')).rejects.toThrow(
      InvalidChange,
    );
    const nowhere = { changes: [put('a', 1, { collection: 'none' })], checkpoint: 1n };
    await expect(store.apply(nowhere, 'live')).rejects.toThrow(UnknownField);
    expect(await store.count('pairs', {})).toBe(0);
    expect(await store.checkpoint('live')).toBeUndefined();
  });

  on('is not changed by what a caller does to its objects later', async ({ store }) => {
    const list = [1];
    const applying = apply(store, [put('a', 1, { body: { list } })]);
    list.push(2);
    await applying;
    expect((await store.get('pairs', key('a')))?.body).toEqual({ list: [1] });
  });
}

const sorted = { field: 'address', direction: 'ascending' } as const;
