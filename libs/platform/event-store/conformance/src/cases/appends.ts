import { WrongExpectedRevision } from '@mailhaul/application';
import { systemClock } from '@mailhaul/kernel';
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

export function appendCases(create: Create): void {
  const on = withStore(create);

  on('numbers a stream from 0 and answers with the last event', async ({ store, stream }) => {
    const first = await store.append(stream, newEvents(3), 'no-stream');
    const second = await store.append(stream, newEvents(2), 2);
    expect([first.revision, second.revision]).toEqual([2, 4]);
    expect(second.position).toBeGreaterThan(first.position);
    const events = await readAll(store, stream);
    expect(events.map(({ revision }) => revision)).toEqual(countTo(5));
    expect(events[2]?.position).toBe(first.position);
    expect(events[4]?.position).toBe(second.position);
  });

  on('keeps every part of an event', async ({ store, stream }) => {
    const before = systemClock.wallMs() - 60_000;
    const given = newEvent(1, { type: 'PartsKept', metadata: { v: 2 } });
    await store.append(stream, [given, newEvent(2)], 'no-stream');
    const [first, second] = await readAll(store, stream);
    expect(first).toMatchObject({ ...given, stream, revision: 0 });
    expect(second?.metadata).toEqual({});
    expect(first?.recordedAtMs).toBeGreaterThan(before);
  });

  on('answers an id in upper case as the same id', async ({ store, stream }) => {
    const given = newEvent(1);
    await store.append(stream, [{ ...given, id: given.id.toUpperCase() }], 'no-stream');
    expect((await store.readLast(stream))?.id).toBe(given.id);
  });

  on('refuses another place and says where the stream is', async ({ store, stream }) => {
    const refused = (expected: number | 'no-stream') =>
      store.append(stream, [newEvent(9)], expected).then(
        () => 'written',
        (error: unknown) => {
          expect(error).toBeInstanceOf(WrongExpectedRevision);
          const { expected: asked, actual, stream: where } = error as WrongExpectedRevision;
          return { asked, actual, where };
        },
      );
    expect(await refused(0)).toEqual({ asked: 0, actual: 'no-stream', where: stream });
    await store.append(stream, newEvents(3), 'no-stream');
    expect(await refused('no-stream')).toEqual({ asked: 'no-stream', actual: 2, where: stream });
    expect(await refused(1)).toEqual({ asked: 1, actual: 2, where: stream });
    expect(await refused(3)).toEqual({ asked: 3, actual: 2, where: stream });
    expect(await readAll(store, stream)).toHaveLength(3);
  });

  on('writes a batch whole or not at all', async ({ store, stream }) => {
    await store.append(stream, newEvents(1), 'no-stream');
    await expect(store.append(stream, newEvents(50), 5)).rejects.toThrow(WrongExpectedRevision);
    expect(await readAll(store, stream)).toHaveLength(1);
    const batch = newEvents(500);
    await store.append(stream, batch, 0);
    expect(idsOf((await readAll(store, stream)).slice(1))).toEqual(idsOf(batch));
  });

  on('takes no events as success and makes no stream', async ({ store, stream, prefix }) => {
    await store.append(stream, [], 'no-stream');
    expect(await store.readLast(stream)).toBeUndefined();
    expect(await store.listStreams(prefix)).toEqual([]);
    await store.append(stream, newEvents(1), 'no-stream');
    await store.append(stream, [], 0);
    expect(await readAll(store, stream)).toHaveLength(1);
  });
}
