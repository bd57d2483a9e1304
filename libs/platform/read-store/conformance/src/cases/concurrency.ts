import { expect } from 'vitest';
import { apply, countTo, numbered, put, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

export function concurrencyCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('shows a batch whole or not at all, never back in time', async ({ store, isAtomic }) => {
    let isOver = false;
    const read = async () => {
      let last = 0;
      while (!isOver) {
        const counts = await store.countBy('pairs', 'migrated', { tenant: 't' });
        const seen = [...counts.keys()].map(Number);
        if (isAtomic) expect(seen.length).toBeLessThanOrEqual(1);
        // In part, a batch shows beside the one before.
        expect(seen.length).toBeLessThanOrEqual(2);
        const oldest = seen.length === 0 ? 0 : Math.min(...seen);
        expect(oldest).toBeGreaterThanOrEqual(last);
        last = oldest;
      }
    };
    const readers = Promise.all([read(), read()]);
    try {
      for (const n of countTo(60)) {
        const body = { migrated: n + 1 };
        await apply(store, countTo(40).map((id) => put(numbered(id), n, { body }))); // prettier-ignore
      }
    } finally {
      isOver = true;
      await readers;
    }
  });

  on('lets the latest win, in whatever order many writers come', async ({ store }) => {
    const order = countTo(200).map((n) => (n * 77) % 200);
    await Promise.all(
      order.map((n) => apply(store, [put(`id${n % 10}`, n, { body: { migrated: n } })])),
    );
    const page = await store.find('pairs', {
      tenant: 't',
      sort: { field: 'migrated', direction: 'ascending' },
      limit: 100,
    });
    expect(page.rows.map(({ position }) => Number(position))).toEqual(
      countTo(10).map((n) => 190 + n),
    );
    expect(await store.checkpoint('live')).toBe(199n);
  });

  on('answers a thousand questions asked at once, each its own', async ({ store }) => {
    const bodies = countTo(100).map((n) => put(numbered(n), 1, { body: { migrated: n } }));
    await apply(store, bodies);
    const answers = await Promise.all(
      countTo(1000).map((n) => store.get('pairs', { tenant: 't', id: numbered(n % 100) })),
    );
    expect(answers.map((row) => row?.body['migrated'])).toEqual(countTo(1000).map((n) => n % 100));
  });

  on('sees what was applied before the question', async ({ store }) => {
    for (const n of countTo(50)) {
      await apply(store, [put('a', n, { body: { migrated: n } })]);
      expect((await store.get('pairs', { tenant: 't', id: 'a' }))?.position).toBe(BigInt(n));
      expect(await store.sum('pairs', ['migrated'], { tenant: 't' })).toEqual({ migrated: n });
    }
  });
}
