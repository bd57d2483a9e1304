import { InvalidCursor, type ReadQuery } from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, ask, countTo, fill, idsOf, put, remove, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

const done = { field: 'state', is: 'equal', value: 'done' } as const;
const few = { field: 'migrated', is: 'within', below: 100 } as const;
const asked = ask({ limit: 2, fields: [done, few], search: 'a' });

const bodies = countTo(6).map((n) => ({ address: `a${n}`, state: 'done', migrated: n }));

export function cursorCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('goes on with another limit, and filters in another order', async ({ store }) => {
    await fill(store, bodies);
    const { next = '' } = await store.find('pairs', asked);
    const page = await store.find('pairs', {
      ...asked,
      limit: 3,
      fields: [few, done],
      after: next,
    });
    expect(page.rows.map(({ id }) => id)).toEqual(['002', '003', '004']);
  });

  on('is refused by another query', async ({ store }) => {
    await fill(store, bodies);
    await fill(store, bodies, { tenant: 'u' });
    const { next = '' } = await store.find('pairs', asked);
    const { tenant: _, ...everywhere } = asked;
    const others: readonly ReadQuery[] = [
      { ...asked, tenant: 'u' },
      everywhere,
      { ...asked, search: 'b' },
      { ...asked, fields: [done] },
      { ...asked, fields: [few, { ...done, value: 'failed' }] },
      { ...asked, fields: [done, { ...few, below: 99 }] },
      { ...asked, sort: { field: 'address', direction: 'descending' } },
      { ...asked, sort: { field: 'state', direction: 'ascending' } },
    ];
    for (const query of others) {
      await expect(store.find('pairs', { ...query, after: next })).rejects.toThrow(InvalidCursor);
    }
  });

  on('that was made up is refused', async ({ store }) => {
    await fill(store, bodies);
    const { next = '' } = await store.find('pairs', asked);
    const parts = JSON.parse(Buffer.from(next, 'base64url').toString()) as unknown[];
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bent = [
      encode([parts[0], { $gt: '' }, parts[2], parts[3]]),
      encode([parts[0], 5, parts[2], parts[3]]),
      encode([parts[0], parts[1], null, parts[3]]),
      encode([parts[0], parts[1], '', parts[3]]),
      encode(parts.slice(0, 3)),
      encode({ ...parts }),
    ];
    const noise = ['', 'x', '!!', next.slice(3), `${next}x`.repeat(2), 'e30', "' OR 1=1 --"];
    for (const after of [...bent, ...noise, 'A'.repeat(1_000_000)]) {
      await expect(store.find('pairs', { ...asked, after })).rejects.toThrow(InvalidCursor);
    }
    const after = 5 as unknown as string;
    await expect(store.find('pairs', { ...asked, after })).rejects.toThrow(InvalidCursor);
  });

  on('goes on where its row stood, though it is gone or elsewhere', async ({ store }) => {
    await fill(store, bodies);
    const { next = '' } = await store.find('pairs', asked);
    await apply(store, [
      remove('001', 10),
      put('000', 11, { body: { address: 'a9', state: 'done', migrated: 1 } }),
      put('new', 12, { body: { address: 'a1x', state: 'done', migrated: 1 } }),
    ]);
    const { after: _, ...rest } = asked;
    const page = await store.find('pairs', { ...rest, limit: 100, after: next });
    expect(page.rows.map(({ id }) => id)).toEqual(['new', '002', '003', '004', '005', '000']);
  });

  on('holds among any number of equal values and nulls', async ({ store }) => {
    await fill(store, countTo(25).map((n) => (n % 2 === 0 ? {} : { address: 'Same' }))); // prettier-ignore
    for (const direction of ['ascending', 'descending'] as const) {
      const ids = await idsOf(store, { sort: { field: 'address', direction }, limit: 1 });
      expect(new Set(ids).size).toBe(25);
      expect(ids).toHaveLength(25);
    }
  });

  on('outlives a close', async ({ store, reopen }) => {
    if (reopen === undefined) return;
    await fill(store, bodies);
    const { next = '' } = await store.find('pairs', asked);
    const page = await (await reopen()).find('pairs', { ...asked, after: next });
    expect(page.rows.map(({ id }) => id)).toEqual(['002', '003']);
  });
}
