import type {
  DocumentChange,
  FieldFilter,
  JsonObject,
  ReadFilter,
  ReadQuery,
} from '@mailhaul/application';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Bench, countTo, findAll, numbered, pairs, put, withStore } from '../case-bench.ts';
import { NaiveStore, folded } from '../naive-store.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

const runs = 120;

const fragment = fc.constantFrom(
  ...['a', 'A', 'b', 'ä', 'a\u0308', 'ß', 'SS', 'İ', 'ς', '🚚', '\uffee', '0', ' ', '%', '_'],
  ...['\\', '*', '.', '$', "'", '"', '\u0000', '\n', '[', ')', '-Inf'],
);
const text = fc.array(fragment, { maxLength: 3 }).map((parts) => parts.join(''));
const name = fc.array(fragment, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(''));
const id = name.filter((each) => !each.includes('\u0000'));
/** Their sums are exact in whatever order a store adds them. */
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, -0.25, 2e13, -2e13));
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

const body = fc.record(
  {
    address: nullable(text),
    state: nullable(fc.constantFrom('done', 'Done', 'failed', '')),
    migrated: nullable(number),
    isBroken: nullable(fc.boolean()),
    displayName: nullable(text),
    other: text,
  },
  { requiredKeys: [] },
);

const filter: fc.Arbitrary<FieldFilter> = fc.oneof(
  ...equalOrOneOf('address', text),
  ...equalOrOneOf('state', fc.constantFrom('DONE', 'failed', 'x')),
  ...equalOrOneOf('migrated', number),
  ...equalOrOneOf('isBroken', fc.boolean()),
  within('address', text),
  within('migrated', number),
);

function equalOrOneOf(
  field: string,
  values: fc.Arbitrary<string | number | boolean>,
): fc.Arbitrary<FieldFilter>[] {
  const value = nullable(values);
  return [
    fc.record({ field: fc.constant(field), is: fc.constant('equal' as const), value }),
    fc.record({
      field: fc.constant(field),
      is: fc.constant('one-of' as const),
      values: fc.array(value, { maxLength: 3 }),
    }),
  ];
}

function within(field: string, values: fc.Arbitrary<string | number>): fc.Arbitrary<FieldFilter> {
  return fc.record(
    {
      field: fc.constant(field),
      is: fc.constant('within' as const),
      from: values,
      below: values,
    },
    { requiredKeys: ['field', 'is'] },
  );
}

const conditions = fc.record(
  { fields: fc.array(filter, { maxLength: 2 }), search: text },
  { requiredKeys: [] },
) as fc.Arbitrary<ReadFilter>;

const query = fc.record({
  conditions,
  field: fc.constantFrom(...Object.keys(pairs.fields)),
  direction: fc.constantFrom('ascending' as const, 'descending' as const),
  limit: fc.integer({ min: 1, max: 5 }),
});

const change = fc.record({
  tenant: fc.constantFrom('one', 'two'),
  id,
  position: fc.bigInt({ min: 0n, max: 30n }),
  body: fc.option(body, { nil: undefined, freq: 5 }),
});

export function pagingCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('gives every page as the naive store does', async ({ store }) => {
    await checkRuns(store, { runs, isOfOneTenant: true });
  });

  on('gives every page of all tenants as the naive store does', async ({ store }) => {
    await checkRuns(store, { runs: 40, isOfOneTenant: false });
  });

  on(
    'gives long lists as the naive store does, whatever fits often or seldom',
    async ({ store, longListRows }) => {
      const naive = new NaiveStore(pairs);
      for (const tenant of ['t', 'other']) {
        const changes = countTo(longListRows).map((n) =>
          put(numbered((n * 7919) % longListRows), n + 1, {
            tenant,
            body: longListBody(n, longListRows),
          }),
        );
        naive.apply(changes);
        await store.apply({ changes, checkpoint: BigInt(longListRows) }, 'live');
      }
      for (const field of Object.keys(pairs.fields)) {
        for (const asked of longListQueries) {
          const sort = { field, direction: asked.direction ?? ('ascending' as const) };
          await expectEqual({ store, naive }, { limit: 997, tenant: 't', ...asked.filter, sort });
        }
      }
    },
  );
}

/** By address, the second half is broken and the ends are outer ones: a walk in that order meets none for long. */
function longListBody(n: number, rows: number): JsonObject {
  return {
    address: `user${String(n).padStart(5, '0')}@example.com`,
    state: n % 3 === 0 ? 'done' : 'failed',
    migrated: n % 50,
    isBroken: n >= rows * 0.5,
    displayName:
      n === rows - 10
        ? 'Zoë'
        : `${n < rows / 12 || n >= rows - rows / 12 ? 'Outer' : 'Inner'} ${n}`,
  };
}

const isBroken: FieldFilter = { field: 'isBroken', is: 'equal', value: true };
const isDone: FieldFilter = { field: 'state', is: 'equal', value: 'done' };
const isSeldom: FieldFilter = { field: 'migrated', is: 'equal', value: 49 };
const isLate: FieldFilter = { field: 'address', is: 'within', from: 'user03', below: 'user055' };

const longListQueries: readonly {
  readonly filter: ReadFilter;
  readonly direction?: 'descending';
}[] = [
  { filter: {} },
  { filter: { fields: [isBroken] } },
  { filter: { fields: [isBroken] }, direction: 'descending' },
  { filter: { fields: [isBroken, isDone] } },
  { filter: { fields: [isSeldom, isDone] }, direction: 'descending' },
  { filter: { fields: [isLate] } },
  { filter: { fields: [isLate, isBroken], search: '@' } },
  { filter: { search: 'ZOË' } },
  { filter: { search: 'outer' } },
  { filter: { search: '@EXAMPLE' }, direction: 'descending' },
  { filter: { search: '7', fields: [{ ...isDone, value: 'FAILED' }] } },
];

async function checkRuns(
  store: Bench['store'],
  options: { readonly runs: number; readonly isOfOneTenant: boolean },
): Promise<void> {
  let run = 0;
  const property = fc.asyncProperty(
    fc.array(change, { maxLength: 25 }),
    fc.array(query, { minLength: 1, maxLength: 4 }),
    async (drawn, queries) => {
      run += 1;
      const changes = drawn.map((each) => ({
        ...each,
        collection: 'pairs',
        tenant: `${run}-${each.tenant}`,
      }));
      const naive = new NaiveStore(pairs);
      naive.apply(changes);
      await store.apply({ changes, checkpoint: 30n }, 'live');
      try {
        for (const { conditions: asked, field, direction, limit } of queries) {
          const tenant = options.isOfOneTenant ? { tenant: `${run}-one` } : {};
          const sort = { field, direction };
          await expectEqual({ store, naive }, { ...asked, ...tenant, sort, limit });
        }
      } finally {
        await removeAll(store, changes);
      }
    },
  );
  await fc.assert(property, { numRuns: options.runs });
}

async function expectEqual(
  { store, naive }: { readonly store: Bench['store']; readonly naive: NaiveStore },
  asked: ReadQuery,
): Promise<void> {
  const { sort, limit: _, ...conditions } = asked;
  const rows = await findAll(store, 'pairs', asked);
  const wanted = naive.find(asked);
  expect(rows.map((row) => [row.id, folded(valueAt(row.body, sort.field))])).toEqual(
    wanted.map((row) => [row.id, folded(valueAt(row.body, sort.field))]),
  );
  // Equal ids of two tenants stand in any order.
  const byPlace = (a: { tenant: string; id: string }, b: { tenant: string; id: string }) =>
    JSON.stringify([a.tenant, a.id]) < JSON.stringify([b.tenant, b.id]) ? -1 : 1;
  expect(rows.toSorted(byPlace)).toEqual(wanted.toSorted(byPlace));
  expect(await store.count('pairs', conditions)).toBe(wanted.length);
  const counts = await store.countBy('pairs', sort.field, conditions);
  const foldedCounts = new Map([...counts].map(([value, count]) => [folded(value), count]));
  expect(foldedCounts).toEqual(naive.countBy(sort.field, conditions));
  const { migrated } = await store.sum('pairs', ['migrated'], conditions);
  expect(migrated).toBe(naive.sum('migrated', conditions));
}

function valueAt(body: object, field: string): string | number | boolean | null {
  return ((body as Record<string, unknown>)[field] ?? null) as string | null;
}

async function removeAll(store: Bench['store'], changes: readonly DocumentChange[]): Promise<void> {
  const removals = changes.map((each) => ({ ...each, position: 31n, body: undefined }));
  await store.apply({ changes: removals, checkpoint: 31n }, 'live');
  expect(await store.count('pairs', {})).toBe(0);
}
