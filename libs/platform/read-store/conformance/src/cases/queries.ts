import { InvalidQuery, type ReadFilter, type ReadQuery, UnknownField } from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, ask, countTo, fill, idsOf, put, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

const of = (...fields: NonNullable<ReadFilter['fields']>): ReadFilter => ({ tenant: 't', fields });

export function queryCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('sorts null and absent first, ties by id, both ways', async ({ store }) => {
    const bodies = [{ migrated: 2 }, { migrated: null }, {}, { migrated: -1e300 }, { migrated: 2 }];
    await fill(store, bodies);
    const sort = { field: 'migrated', direction: 'ascending' } as const;
    const ascending = ['001', '002', '003', '000', '004'];
    expect(await idsOf(store, { sort, limit: 1 })).toEqual(ascending);
    expect(await idsOf(store, { sort: { ...sort, direction: 'descending' }, limit: 2 })).toEqual(
      ascending.toReversed(),
    );
  });

  on('sorts numbers as numbers and booleans false first', async ({ store }) => {
    await fill(store, [{ migrated: 10 }, { migrated: 9 }, { migrated: 9.5 }, { migrated: -1 }]);
    const sort = { field: 'migrated', direction: 'ascending' } as const;
    expect(await idsOf(store, { sort })).toEqual(['003', '001', '002', '000']);
    await fill(store, [{ isBroken: true }, { isBroken: false }, {}], { tenant: 'u' });
    const broken = { field: 'isBroken', direction: 'ascending' } as const;
    expect(await idsOf(store, { tenant: 'u', sort: broken })).toEqual(['002', '001', '000']);
  });

  on('filters by value, by values and by range', async ({ store }) => {
    await fill(store, [{ migrated: 1 }, { migrated: 2 }, { migrated: 3 }, {}, { migrated: 0 }]);
    const field = 'migrated';
    expect(await idsOf(store, of({ field, is: 'equal', value: 0 }))).toEqual(['004']);
    expect(await idsOf(store, of({ field, is: 'equal', value: null }))).toEqual(['003']);
    expect(await idsOf(store, of({ field, is: 'one-of', values: [null, 3, 7] }))).toEqual([
      '002',
      '003',
    ]);
    expect(await idsOf(store, of({ field, is: 'one-of', values: [] }))).toEqual([]);
    expect(await idsOf(store, of({ field, is: 'within', from: 1, below: 3 }))).toEqual([
      '000',
      '001',
    ]);
    expect(await store.count('pairs', of({ field, is: 'within', below: 2 }))).toBe(2);
    expect(await store.count('pairs', of({ field, is: 'within' }))).toBe(4);
  });

  on('demands all conditions', async ({ store }) => {
    await fill(store, [
      { state: 'done', migrated: 1, address: 'anna' },
      { state: 'done', migrated: 2, address: 'anna' },
      { state: 'done', migrated: 2, address: 'otto' },
    ]);
    const done = { field: 'state', is: 'equal', value: 'done' } as const;
    const two = { field: 'migrated', is: 'equal', value: 2 } as const;
    expect(await idsOf(store, { ...of(done, two), search: 'nn' })).toEqual(['001']);
    expect(await idsOf(store, of(two, { ...two, value: 1 }))).toEqual([]);
  });

  on('counts by value, null for those without one', async ({ store }) => {
    await fill(store, [
      ...countTo(3).map(() => ({ state: 'done', isBroken: true })),
      { state: null, isBroken: false, migrated: 4 },
      {},
    ]);
    const states = await store.countBy('pairs', 'state', { tenant: 't' });
    expect(states).toEqual(new Map([['done', 3], [null, 2]])); // prettier-ignore
    expect(await store.countBy('pairs', 'isBroken', { tenant: 't' })).toEqual(
      new Map<unknown, number>([
        [true, 3],
        [false, 1],
        [null, 1],
      ]),
    );
    const broken = of({ field: 'isBroken', is: 'equal', value: true });
    expect(await store.countBy('pairs', 'state', broken)).toEqual(new Map([['done', 3]]));
    expect(await store.countBy('pairs', 'migrated', broken)).toEqual(new Map([[null, 3]]));
    expect(await store.countBy('pairs', 'state', { tenant: 'nobody' })).toEqual(new Map());
  });

  on('sums numbers, absent ones as 0', async ({ store }) => {
    await fill(store, [{ migrated: 1.5 }, { migrated: 2 }, {}, { migrated: null }]);
    expect(await store.sum('pairs', ['migrated'], { tenant: 't' })).toEqual({ migrated: 3.5 });
    expect(await store.sum('pairs', ['migrated'], { tenant: 'u' })).toEqual({ migrated: 0 });
    expect(await store.sum('pairs', [], { tenant: 't' })).toEqual({});
    await apply(store, [put('big', 9, { body: { migrated: 2 ** 53 } })]);
    expect((await store.sum('pairs', ['migrated'], {}))['migrated']).toBeCloseTo(2 ** 53 + 3.5, -1);
  });

  on('asks all tenants only where no tenant is named', async ({ store }) => {
    await fill(store, [{ address: 'b' }, { address: 'd' }]);
    await fill(store, [{ address: 'a' }, { address: 'c' }], { tenant: 'u' });
    const { tenant: _, ...everywhere } = ask({ limit: 1 });
    const page = await store.find('pairs', everywhere);
    expect(page.rows).toMatchObject([{ tenant: 'u', id: '000' }]);
    expect(await store.count('pairs', {})).toBe(4);
    const broken = { tenant: undefined } as unknown as ReadFilter;
    await expect(store.count('pairs', broken)).rejects.toThrow(InvalidQuery);
    await expect(store.find('pairs', { ...everywhere, ...broken })).rejects.toThrow(InvalidQuery);
  });

  on('ends pages exactly, also at the last full one', async ({ store }) => {
    await fill(store, countTo(4).map((n) => ({ address: `a${n}` }))); // prettier-ignore
    const first = await store.find('pairs', ask({ limit: 2 }));
    expect(first.rows).toHaveLength(2);
    const second = await store.find('pairs', ask({ limit: 2, after: first.next ?? '' }));
    expect(second.rows.map(({ id }) => id)).toEqual(['002', '003']);
    expect(second.next).toBeUndefined();
    expect((await store.find('pairs', ask({ tenant: 'nobody' }))).rows).toEqual([]);
  });

  on('refuses what is not declared', async ({ store }) => {
    for (const field of ['id', 'displayName', 'toString', '__proto__', 'f0', '']) {
      const sort = { field, direction: 'ascending' } as const;
      await expect(store.find('pairs', ask({ sort }))).rejects.toThrow(UnknownField);
      const filter = of({ field, is: 'equal', value: null });
      await expect(store.find('pairs', ask(filter))).rejects.toThrow(UnknownField);
      await expect(store.count('pairs', filter)).rejects.toThrow(UnknownField);
      await expect(store.countBy('pairs', field, {})).rejects.toThrow(UnknownField);
      await expect(store.sum('pairs', [field], {})).rejects.toThrow(UnknownField);
    }
    await expect(store.find('none', ask())).rejects.toThrow(UnknownField);
    await expect(store.get('__proto__', { tenant: 't', id: 'a' })).rejects.toThrow(UnknownField);
  });

  on('refuses what no store can answer', async ({ store }) => {
    const wrong: readonly Partial<Record<keyof ReadQuery, unknown>>[] = [
      { limit: 0 },
      { limit: 1001 },
      { limit: 1.5 },
      { sort: { field: 'address', direction: 'DESC; DROP TABLE x' } },
      { search: 'x'.repeat(201) },
      { search: { $regex: '.' } },
      { tenant: { $ne: '' } },
      { fields: [{ field: 'migrated', is: 'equal', value: '1' }] },
      { fields: [{ field: 'migrated', is: 'equal', value: { $gt: 0 } }] },
      { fields: [{ field: 'address', is: 'within', from: 1 }] },
      { fields: [{ field: 'address', is: 'within', from: null }] },
      { fields: [{ field: 'isBroken', is: 'within', from: true }] },
      { fields: [{ field: 'address', is: 'like', value: 'a' }] },
      { fields: [{ field: 'address', is: 'one-of', values: countTo(1001).map(String) }] },
      { fields: countTo(21).map(() => ({ field: 'address', is: 'within' })) },
    ];
    for (const over of wrong) {
      const query = ask(over as Partial<ReadQuery>);
      await expect(store.find('pairs', query), JSON.stringify(over)).rejects.toThrow(InvalidQuery);
    }
    await expect(store.sum('pairs', ['address'], {})).rejects.toThrow(InvalidQuery);
  });
}
