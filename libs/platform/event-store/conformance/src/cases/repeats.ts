import { WrongExpectedRevision } from '@mailhaul/application';
import { expect } from 'vitest';
import { type Create, idsOf, newEvent, newEvents, readAll, withStore } from '../case-bench.ts';

export function repeatCases(create: Create): void {
  const on = withStore(create);

  on('answers the same ids at the same place with the first answer', async ({ store, stream }) => {
    const batch = newEvents(3);
    const first = await store.append(stream, batch, 'no-stream');
    expect(await store.append(stream, batch, 'no-stream')).toEqual(first);
    const more = newEvents(2);
    const second = await store.append(stream, more, 2);
    expect(await store.append(stream, more, 2)).toEqual(second);
    expect(await store.append(stream, batch, 'no-stream')).toEqual(first);
    expect(await readAll(store, stream)).toHaveLength(5);
  });

  on('answers a prefix, a suffix, a middle and two appends as one', async ({ store, stream }) => {
    const [a, b, c, d] = newEvents(4);
    if (!a || !b || !c || !d) throw new Error('four events were asked for');
    await store.append(stream, [a, b], 'no-stream');
    await store.append(stream, [c, d], 1);
    const events = await readAll(store, stream);
    const answers = [
      await store.append(stream, [a], 'no-stream'),
      await store.append(stream, [c, d], 1),
      await store.append(stream, [d], 2),
      await store.append(stream, [b, c], 0),
      await store.append(stream, [a, b, c, d], 'no-stream'),
    ];
    expect(answers.map(({ revision }) => revision)).toEqual([0, 3, 3, 2, 3]);
    expect(answers.map(({ position }) => position)).toEqual(
      [0, 3, 3, 2, 3].map((revision) => events[revision]?.position),
    );
    expect(await readAll(store, stream)).toHaveLength(4);
  });

  on('does not compare payloads: what was written first stays', async ({ store, stream }) => {
    const given = newEvent(1);
    const first = await store.append(stream, [given], 'no-stream');
    const other = { ...given, type: 'Other', data: { n: 2, more: true } };
    expect(await store.append(stream, [other], 'no-stream')).toEqual(first);
    expect((await store.readLast(stream))?.data).toEqual({ n: 1 });
  });

  on('refuses the same ids at another place', async ({ store, stream }) => {
    const batch = newEvents(2);
    await store.append(stream, batch, 'no-stream');
    await store.append(stream, newEvents(3), 1);
    await expect(store.append(stream, batch, 1)).rejects.toThrow(WrongExpectedRevision);
    await expect(store.append(stream, [...batch].reverse(), 'no-stream')).rejects.toThrow(
      WrongExpectedRevision,
    );
    expect(await readAll(store, stream)).toHaveLength(5);
  });

  on('refuses a batch that is only partly there', async ({ store, stream }) => {
    const [a, b, c] = newEvents(3);
    if (!a || !b || !c) throw new Error('three events were asked for');
    await store.append(stream, [a, b], 'no-stream');
    await expect(store.append(stream, [b, newEvent(9)], 0)).rejects.toThrow(WrongExpectedRevision);
    await expect(store.append(stream, [a, newEvent(9)], 'no-stream')).rejects.toThrow(
      WrongExpectedRevision,
    );
    await expect(store.append(stream, [a, b, c], 'no-stream')).rejects.toThrow(
      WrongExpectedRevision,
    );
    expect(idsOf(await readAll(store, stream))).toEqual(idsOf([a, b]));
  });

  on('writes the same id in another stream, and twice in one batch', async ({ store, prefix }) => {
    const given = newEvent(1);
    await store.append(`${prefix}a`, [given], 'no-stream');
    await store.append(`${prefix}b`, [given, given], 'no-stream');
    expect(await readAll(store, `${prefix}a`)).toHaveLength(1);
    expect(await readAll(store, `${prefix}b`)).toHaveLength(2);
  });

  on('writes once what is sent twice without waiting', async ({ store, stream }) => {
    await store.append(stream, newEvents(1), 'no-stream');
    const batch = newEvents(5);
    const answers = await Promise.all([1, 2, 3].map(() => store.append(stream, batch, 0)));
    expect(answers.map(({ revision }) => revision)).toEqual([5, 5, 5]);
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
    expect(await readAll(store, stream)).toHaveLength(6);
  });

  on('still answers a repeat after the log was opened again', async ({ store, stream, reopen }) => {
    if (reopen === undefined) return;
    const batch = newEvents(3);
    const first = await store.append(stream, batch, 'no-stream');
    const again = await reopen();
    expect(await again.append(stream, batch, 'no-stream')).toEqual(first);
    await expect(again.append(stream, newEvents(1), 'no-stream')).rejects.toThrow(
      WrongExpectedRevision,
    );
    expect((await again.append(stream, newEvents(1), 2)).revision).toBe(3);
  });
}
