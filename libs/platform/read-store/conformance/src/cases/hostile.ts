import type { JsonObject } from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, ask, countTo, findAll, idsOf, put, strange, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

const names = [
  `'; DROP TABLE pairs; --`,
  '"quoted"',
  '../../etc/passwd',
  '$where',
  '$ne',
  'a.b',
  '%_*?[a-z]',
  '\\',
  '__proto__',
  'constructor',
  'null',
  '0',
  'a\nb',
  '🚚'.repeat(75),
];

export function hostileCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('keeps strange tenants and ids apart and whole', async ({ store }) => {
    const changes = names.flatMap((tenant) =>
      names.map((id) => put(id, 1, { tenant, body: { at: [tenant, id] } })),
    );
    await apply(store, changes);
    for (const tenant of names) {
      expect(await store.count('pairs', { tenant })).toBe(names.length);
      for (const id of names) {
        const at = await store.get('pairs', { tenant, id });
        expect(at).toEqual({ tenant, id, position: 1n, body: { at: [tenant, id] } });
      }
      expect(new Set(await idsOf(store, { tenant, limit: 3 }))).toEqual(new Set(names));
    }
    for (const wrong of ['', 'x'.repeat(500), 'a\u0000', '\ud800']) {
      expect(await store.get('pairs', { tenant: wrong, id: '0' })).toBeUndefined();
      expect(await store.count('pairs', { tenant: wrong })).toBe(0);
    }
  });

  on('serves collections and fields of strange names', async ({ store }) => {
    const collection = strange.name;
    const bodies = countTo(8).map((n) => {
      const text = `${names[n] ?? ''}`;
      const body: Record<string, string | number | boolean> = { 'a[0]': `found ${n}` };
      for (const [field, kind] of Object.entries(strange.fields)) {
        const value = { text, number: n, boolean: n % 2 === 0 }[kind];
        Object.defineProperty(body, field, { value, enumerable: true });
      }
      return body;
    });
    await apply(store, bodies.map((body, n) => put(`${n}`, 1, { collection, body }))); // prettier-ignore
    for (const field of Object.keys(strange.fields)) {
      const value = bodies[3]?.[field] as string;
      const filter = { tenant: 't', fields: [{ field, is: 'equal', value }] } as const;
      const sort = { field, direction: 'ascending' } as const;
      const rows = await findAll(store, collection, { ...filter, sort, limit: 2 });
      expect(
        rows.map(({ id }) => id),
        field,
      ).toContain('3');
      expect(await store.count(collection, filter)).toBe(rows.length);
      expect((await store.countBy(collection, field, filter)).get(value), field).toBe(rows.length);
      expect(JSON.stringify(rows.at(-1)?.body)).toContain('found');
    }
    expect(await store.sum(collection, ['a.b', ''], {})).toEqual({ 'a.b': 28, '': 28 });
    expect(await store.count(collection, { search: 'FOUND 5' })).toBe(1);
    expect(await store.count(collection, { search: `"QUOTED"` })).toBe(1);
    expect(({} as Record<string, unknown>)['text']).toBeUndefined();
  });

  on('takes no value of a prototype for a field', async ({ store }) => {
    await apply(store, [put('a', 1, { collection: strange.name, body: {} })]);
    for (const field of ['constructor', 'hasOwnProperty', '__proto__']) {
      const counts = await store.countBy(strange.name, field, {});
      expect(counts).toEqual(new Map([[null, 1]]));
    }
  });

  on('gives bodies and texts back as they were', async ({ store }) => {
    const body: JsonObject = {
      address: 'zero \u0000 half \ud800 quote " \\ \u2028',
      displayName: '\u0000',
      '': [[], {}, '', 0, -1.5e300, 5e-324, Number.MAX_SAFE_INTEGER],
      'a.b': { $set: { $where: 'x' } },
      ...(JSON.parse('{"__proto__": {"isAdmin": true}}') as JsonObject),
    };
    await apply(store, [put('a', 1, { body }), put('b', 1, { body: { address: 'zero' } })]);
    const row = await store.get('pairs', { tenant: 't', id: 'a' });
    expect(JSON.stringify(row?.body)).toBe(JSON.stringify(body));
    expect(await idsOf(store, { limit: 1 })).toEqual(['b', 'a']);
    expect(await idsOf(store, { search: 'ZERO \u0000 H' })).toEqual(['a']);
    expect(await idsOf(store, { search: 'quote " \\' })).toEqual(['a']);
    const fields = [{ field: 'address', is: 'equal', value: body['address'] as string }] as const;
    expect(await idsOf(store, { fields })).toEqual(['a']);
    expect([...(await store.countBy('pairs', 'address', { fields })).keys()]).toEqual([
      body['address'],
    ]);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  on('serves large documents, in pages that may be shorter', async ({ store }) => {
    const megabyte = 'ä🚚'.repeat(350_000);
    for (const n of countTo(12)) {
      const body = { address: `a${n % 2}`, displayName: megabyte, n };
      await apply(store, [put(`id${n}`, n, { body })]);
    }
    const first = await store.find('pairs', ask({ limit: 12 }));
    expect(first.rows.length).toBeGreaterThan(0);
    const rows = await findAll(store, 'pairs', ask({ limit: 12 }));
    expect(rows.map(({ body }) => body['n'])).toEqual([0, 10, 2, 4, 6, 8, 1, 11, 3, 5, 7, 9]);
    expect(rows.every(({ body }) => body['displayName'] === megabyte)).toBe(true);
    expect(await store.count('pairs', { search: 'Ä🚚Ä' })).toBe(12);
  });
}
