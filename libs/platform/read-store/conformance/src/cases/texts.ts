import { comparedLengthMax } from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, ask, fill, idsOf, put, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

export function textCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('sorts without case, by code points', async ({ store }) => {
    const sorted = ['', '0', 'a', 'B', 'ba', 'Bb', 'c', 'ä', 'Ö', 'я', '中', '\uffee', '🚚'];
    await apply(
      store,
      sorted.map((address, n) => put(`x${99 - n}`, 1, { body: { address } })),
    );
    const rows = (await store.find('pairs', ask())).rows.map(({ body }) => body['address']);
    expect(rows).toEqual(sorted);
  });

  on('equals without case, beyond ASCII too', async ({ store }) => {
    const alike = [
      ['Straße', 'STRASSE', 'strasse', 'STRAẞE'],
      ['ÄÖÜ', 'äöü', 'a\u0308O\u0308ü'],
      ['ΟΔΟΣ', 'οδος', 'οδοσ'],
      ['ПРИВЕТ', 'привет'],
    ];
    for (const [n, spellings] of alike.entries()) {
      const bodies = spellings.map((address) => ({ address }));
      await fill(store, bodies, { tenant: `${n}` });
      for (const value of spellings) {
        const fields = [{ field: 'address', is: 'equal', value }] as const;
        expect(await store.count('pairs', { tenant: `${n}`, fields })).toBe(spellings.length);
        expect(await store.count('pairs', { tenant: `${n}`, search: value })).toBe(bodies.length);
      }
      const counts = await store.countBy('pairs', 'address', { tenant: `${n}` });
      expect([...counts.values()]).toEqual([spellings.length]);
      expect(spellings).toContain([...counts.keys()][0]);
    }
  });

  on('searches each searched field for a substring, taken literally', async ({ store }) => {
    const texts = ['50%', '5_0', '50x', 'a.c', 'abc', '^a$', '\\', 'a*', "o'hara", '[x]', '(', '"'];
    await fill(store, texts.map((address) => ({ address }))); // prettier-ignore
    for (const [n, search] of texts.entries()) {
      const wanted = texts.flatMap((text, m) => (text.includes(search) ? [m] : []));
      expect((await idsOf(store, { search })).map(Number).sort(), search).toEqual(wanted);
      expect(wanted).toContain(n);
    }
    expect(await idsOf(store, { search: '%' })).toEqual(['000']);
    expect(await idsOf(store, { search: '.' })).toEqual(['003']);
  });

  on('searches in all searched fields, each by itself, and in no other', async ({ store }) => {
    await fill(store, [
      { address: 'anna@a.example', displayName: 'Zoë Öz', state: 'hidden' },
      { address: 'x', displayName: null },
      {},
    ]);
    expect(await idsOf(store, { search: 'ANNA@' })).toEqual(['000']);
    expect(await idsOf(store, { search: 'ZOË ö' })).toEqual(['000']);
    for (const search of ['hidden', 'exampleZ', 'example\nz', 'null', '0', '-Inf', '\u0000']) {
      expect(await idsOf(store, { search }), search).toEqual([]);
    }
    expect(await idsOf(store, { search: '' })).toHaveLength(3);
  });

  on('compares so much of a long text as the port says', async ({ store }) => {
    const long = 'x'.repeat(comparedLengthMax);
    await fill(store, [
      { address: `${long}b`, displayName: `${long}needle` },
      { address: `${long}a`, displayName: 'needle' },
    ]);
    expect(await idsOf(store)).toEqual(['000', '001']);
    expect(await idsOf(store, { limit: 1 })).toEqual(['000', '001']);
    expect(await idsOf(store, { search: 'needle' })).toEqual(['001']);
    const fields = [{ field: 'address', is: 'equal', value: `${long}c` }] as const;
    expect(await store.count('pairs', { tenant: 't', fields })).toBe(2);
    const [row] = (await store.find('pairs', ask())).rows;
    expect(row?.body['address']).toBe(`${long}b`);
  });

  on('tells ids and tenants apart by case and by composition', async ({ store }) => {
    const names = ['a', 'A', 'ä', 'a\u0308', ' a', 'a '];
    await apply(store, names.map((id) => put(id, 1, { body: { id } }))); // prettier-ignore
    await apply(store, names.map((tenant) => put('x', 1, { tenant, body: { tenant } }))); // prettier-ignore
    for (const name of names) {
      expect((await store.get('pairs', { tenant: 't', id: name }))?.body).toEqual({ id: name });
      expect(await store.count('pairs', { tenant: name })).toBe(1);
    }
  });
}
