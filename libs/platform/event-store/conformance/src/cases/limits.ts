import {
  InvalidEvent,
  type JsonObject,
  type NewEvent,
  appendBytesMax,
  appendEventsMax,
} from '@mailhaul/application';
import { expect } from 'vitest';
import { type Create, newEvent, newEvents, newId, readAll, withStore } from '../case-bench.ts';

export function limitCases(create: Create): void {
  const on = withStore(create);

  on('refuses ids, types and places that are none, and goes on', async ({ store, stream }) => {
    const bad: readonly Partial<NewEvent>[] = [
      { id: '' },
      { id: 'not-a-uuid' },
      { id: '00000000-0000-0000-0000-000000000000' },
      { id: `${newId()}0` },
      { type: '' },
      { type: 'x'.repeat(1000) },
      { type: 'a\u0000b' },
    ];
    for (const over of bad) {
      await expect(store.append(stream, [newEvent(0, over)], 'no-stream')).rejects.toThrow(
        InvalidEvent,
      );
    }
    for (const expected of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(store.append(stream, newEvents(1), expected)).rejects.toThrow(InvalidEvent);
    }
    expect(await readAll(store, stream)).toEqual([]);
    await store.append(stream, newEvents(1), 'no-stream');
  });

  on('refuses data that JSON would change', async ({ store, stream }) => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const bad: readonly unknown[] = [
      undefined,
      null,
      [],
      'text',
      { a: undefined },
      { a: 1n },
      { a: Number.NaN },
      { a: Number.POSITIVE_INFINITY },
      { a: () => 1 },
      { a: Symbol('a') },
      { a: new Date() },
      { a: new Map() },
      { a: new Uint8Array(2) },
      { a: [1, undefined] },
      { [Symbol('a')]: 1 },
      cycle,
    ];
    for (const data of bad) {
      const event = newEvent(0, { data: data as JsonObject });
      await expect(store.append(stream, [event], 'no-stream')).rejects.toThrow(InvalidEvent);
    }
    const meta = newEvent(0, { metadata: { a: Number.NaN } });
    await expect(store.append(stream, [meta], 'no-stream')).rejects.toThrow(InvalidEvent);
    expect(await readAll(store, stream)).toEqual([]);
  });

  on(
    'takes an append up to the limit of bytes and refuses one beyond',
    async ({ store, stream }) => {
      const frame = JSON.stringify({ text: '' }).length;
      const ofBytes = (bytes: number) => newEvent(0, { data: { text: 'x'.repeat(bytes - frame) } });
      await store.append(
        stream,
        [ofBytes(appendBytesMax / 2), ofBytes(appendBytesMax / 2)],
        'no-stream',
      );
      await expect(store.append(stream, [ofBytes(appendBytesMax + 1)], 1)).rejects.toThrow(
        InvalidEvent,
      );
      const halves = [ofBytes(appendBytesMax / 2), ofBytes(appendBytesMax / 2 + 1)];
      await expect(store.append(stream, halves, 1)).rejects.toThrow(InvalidEvent);
      const twoByte = newEvent(0, { data: { text: 'é'.repeat(appendBytesMax / 2) } });
      await expect(store.append(stream, [twoByte], 1)).rejects.toThrow(InvalidEvent);
      expect(await readAll(store, stream)).toHaveLength(2);
    },
  );

  on('takes as many events as the limit says and refuses one more', async ({ store, stream }) => {
    await store.append(stream, newEvents(appendEventsMax), 'no-stream');
    expect((await store.readLast(stream))?.revision).toBe(appendEventsMax - 1);
    const tooMany = newEvents(appendEventsMax + 1);
    await expect(store.append(stream, tooMany, appendEventsMax - 1)).rejects.toThrow(InvalidEvent);
  });
}
