import { StoreUnavailable } from '@mailhaul/application';
import { expect } from 'vitest';
import { apply, ask, countTo, idsOf, numbered, put, withStore } from '../case-bench.ts';
import type { MakeReadStore } from '../read-store-conformance.ts';

export function closeCases(make: MakeReadStore): void {
  const on = withStore(make);

  on('finishes what was accepted', async ({ store, reopen }) => {
    const applying = countTo(30).map((n) => apply(store, [put(numbered(n), n)]));
    const reading = store.count('pairs', {});
    const closing = store.close();
    await Promise.all([...applying, reading]);
    await closing;
    if (reopen !== undefined) expect(await idsOf(await reopen())).toHaveLength(30);
  });

  on('keeps documents, fields and checkpoint', async ({ store, reopen }) => {
    if (reopen === undefined) return;
    await store.apply(
      { changes: [put('a', 3, { body: { address: 'Ä' } })], checkpoint: 8n },
      'live',
    );
    const again = await reopen();
    expect(await again.checkpoint('live')).toBe(8n);
    expect(await idsOf(again, { search: 'ä' })).toEqual(['a']);
    await apply(again, [put('a', 3, { body: { address: 'b' } })]);
    expect(await idsOf(again, { search: 'ä' })).toEqual(['a']);
  });

  on('refuses everything afterwards, and may be closed twice', async ({ store }) => {
    await apply(store, [put('a', 1)]);
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const refused = [
      () => store.find('pairs', ask()),
      () => store.get('pairs', { tenant: 't', id: 'a' }),
      () => store.count('pairs', {}),
      () => store.countBy('pairs', 'state', {}),
      () => store.sum('pairs', ['migrated'], {}),
      () => store.checkpoint('live'),
      () => apply(store, [put('b', 2)]),
      () => store.beginRebuild(),
      () => store.finishRebuild(),
    ];
    for (const call of refused) await expect(call()).rejects.toThrow(StoreUnavailable);
  });
}
