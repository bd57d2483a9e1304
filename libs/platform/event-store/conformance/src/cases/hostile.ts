import { InvalidEvent, type JsonObject, type JsonValue } from '@mailhaul/application';
import { expect } from 'vitest';
import { type Create, countTo, newEvent, newEvents, readAll, withStore } from '../case-bench.ts';

export function hostileCases(create: Create): void {
  const on = withStore(create);

  on('keeps strange stream and type names apart and whole', async ({ store, prefix }) => {
    const names = [
      `'; DROP TABLE events; --`,
      '"quoted"',
      '../../etc/passwd',
      'a b',
      'ä',
      'a\u0308',
      'İstanbul',
      '中文',
      '🚚'.repeat(50),
      '%_*?[a-z]',
      '\\',
      '__proto__',
    ];
    for (const [n, name] of names.entries()) {
      await store.append(prefix + name, [newEvent(n, { type: name })], 'no-stream');
    }
    for (const [n, name] of names.entries()) {
      const [event] = await readAll(store, prefix + name);
      expect(event).toMatchObject({ stream: prefix + name, type: name, data: { n } });
      expect(await store.listStreams(prefix + name)).toContain(prefix + name);
    }
    expect([...(await store.listStreams(prefix))].sort()).toEqual(
      names.map((n) => prefix + n).sort(),
    );
  });

  on('refuses names that not every store can keep', async ({ store, prefix }) => {
    for (const name of [
      '',
      '$all',
      '$secret',
      `${prefix}\u0000x`,
      `${prefix}\ud800`,
      'x'.repeat(5000),
    ]) {
      await expect(store.append(name, newEvents(1), 'no-stream')).rejects.toThrow(InvalidEvent);
      await expect(store.readLast(name)).rejects.toThrow(InvalidEvent);
      await expect(readAll(store, name)).rejects.toThrow(InvalidEvent);
    }
  });

  on('gives data back as it was', async ({ store, stream }) => {
    let deep: JsonValue = 1;
    for (const n of countTo(60)) deep = n % 2 === 0 ? [deep] : { deep };
    const data: JsonObject = {
      empty: '',
      zero: '\u0000',
      lines: 'a\r\nb\u2028c\t',
      half: '\ud800',
      quotes: `"'\\`,
      emoji: '🚚',
      numbers: [0, -1, 1.5e300, 5e-324, Number.MAX_SAFE_INTEGER, 0.1],
      flags: [true, false, null],
      nested: { '': { a: [] } },
      deep,
    };
    const proto = JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": 1}') as JsonObject;
    await store.append(
      stream,
      [newEvent(0, { data, metadata: data }), newEvent(1, { data: proto })],
      'no-stream',
    );
    const [first, second] = await readAll(store, stream);
    expect(first?.data).toEqual(data);
    expect(first?.metadata).toEqual(data);
    expect(JSON.stringify(second?.data)).toBe(JSON.stringify(proto));
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  on('is not changed by what a caller does to its objects later', async ({ store, stream }) => {
    const data = { list: [1, 2] };
    const appending = store.append(stream, [newEvent(0, { data })], 'no-stream');
    data.list.push(3);
    await appending;
    data.list.push(4);
    expect((await store.readLast(stream))?.data).toEqual({ list: [1, 2] });
  });
}
