import { expect } from 'vitest';
import {
  type Create,
  countTo,
  idsOf,
  newEvent,
  newEvents,
  readAll,
  withStore,
} from '../case-bench.ts';

export function readCases(create: Create): void {
  const on = withStore(create);

  on('reads from a revision on, beyond the end and from a missing stream', async (bench) => {
    const { store, stream } = bench;
    expect(await readAll(store, stream)).toEqual([]);
    await store.append(stream, newEvents(5), 'no-stream');
    expect((await readAll(store, stream, 3)).map(({ revision }) => revision)).toEqual([3, 4]);
    expect(await readAll(store, stream, 5)).toEqual([]);
    expect(await readAll(store, stream, 5000)).toEqual([]);
  });

  on('reads a long stream in order and in full', async ({ store, stream, prefix }) => {
    const events = newEvents(3000);
    for (const start of countTo(30)) {
      const batch = events.slice(start * 100, start * 100 + 100);
      await store.append(stream, batch, start === 0 ? 'no-stream' : start * 100 - 1);
      await store.append(`${prefix}other`, newEvents(1), start === 0 ? 'no-stream' : start - 1);
    }
    expect(idsOf(await readAll(store, stream))).toEqual(idsOf(events));
    expect(idsOf(await readAll(store, stream, 1234))).toEqual(idsOf(events.slice(1234)));
  });

  on('reads large events in full', async ({ store, stream }) => {
    const large = newEvent(0, { data: { text: 'é'.repeat(300_000) } });
    for (const n of countTo(4)) {
      await store.append(stream, [{ ...large, id: newEvent(0).id }], n === 0 ? 'no-stream' : n - 1);
    }
    const events = await readAll(store, stream);
    expect(events.map(({ data }) => data)).toEqual(countTo(4).map(() => large.data));
  });

  on('ends although a writer goes on', async ({ store, stream }) => {
    await store.append(stream, newEvents(500), 'no-stream');
    let revision = 499;
    let count = 0;
    for await (const event of store.readStream(stream)) {
      expect(event.revision).toBe(count);
      count += 1;
      if (count % 10 === 0)
        revision = (await store.append(stream, newEvents(20), revision)).revision;
      if (count > 5000) break;
    }
    expect(count).toBeGreaterThanOrEqual(500);
    expect(count).toBeLessThanOrEqual(revision);
  });

  on('lets a reader stop early, and many read at once', async ({ store, stream }) => {
    await store.append(stream, newEvents(1000), 'no-stream');
    for await (const event of store.readStream(stream)) {
      if (event.revision === 3) break;
    }
    const reads = await Promise.all(countTo(10).map((n) => readAll(store, stream, n * 100)));
    expect(reads.map((events) => events.length)).toEqual(countTo(10).map((n) => 1000 - n * 100));
  });

  on('knows the last event', async ({ store, stream }) => {
    expect(await store.readLast(stream)).toBeUndefined();
    const [a, b, c] = newEvents(3);
    if (!a || !b || !c) throw new Error('three events were asked for');
    await store.append(stream, [a, b], 'no-stream');
    expect(await store.readLast(stream)).toMatchObject({ id: b.id, revision: 1 });
    await store.append(stream, [c], 1);
    expect(await store.readLast(stream)).toMatchObject({ id: c.id, revision: 2, data: { n: 2 } });
  });

  on('lists streams by prefix, ascending', async ({ store, prefix }) => {
    for (const name of ['b', 'a', 'ab', 'a%', 'a_', 'a*', 'A', 'ä']) {
      await store.append(`${prefix}${name}`, newEvents(1), 'no-stream');
    }
    const list = async (start: string) =>
      (await store.listStreams(`${prefix}${start}`)).map((name) => name.slice(prefix.length));
    expect(await list('a')).toEqual(['a', 'a%', 'a*', 'a_', 'ab']);
    expect(await list('a%')).toEqual(['a%']);
    expect(await list('')).toEqual(['A', 'a', 'a%', 'a*', 'a_', 'ab', 'b', 'ä']);
    expect(await list('zz')).toEqual([]);
  });
}
