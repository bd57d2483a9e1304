import type {
  EventStore,
  LogPosition,
  RecordedEvent,
  SubscribeOptions,
} from '@mailhaul/application';
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

export function subscriptionCases(create: Create): void {
  const on = withStore(create);

  on(
    'gives history, says that it caught up, then what comes',
    async ({ store, stream, prefix }) => {
      await store.append(stream, newEvents(5), 'no-stream');
      const kinds: string[] = [];
      const stop = new AbortController();
      let isLive = false;
      for await (const message of store.subscribeToAll({
        streamPrefixes: [prefix],
        signal: stop.signal,
      })) {
        kinds.push(message.kind);
        if (message.kind === 'caught-up' && !isLive) {
          isLive = true;
          await store.append(stream, newEvents(2), 4);
        }
        if (kinds.filter((kind) => kind === 'event').length === 7) stop.abort();
      }
      expect(kinds.slice(0, 6)).toEqual(['event', 'event', 'event', 'event', 'event', 'caught-up']);
      expect(kinds.filter((kind) => kind === 'event')).toHaveLength(7);
    },
  );

  on('gives the same events as a read, positions growing', async ({ store, stream, prefix }) => {
    for (const n of countTo(20))
      await store.append(stream, newEvents(50), n === 0 ? 'no-stream' : n * 50 - 1);
    const followed = await take(store, { streamPrefixes: [prefix] }, 1000);
    expect(followed).toEqual(await readAll(store, stream));
    expectGrowing(followed);
  });

  on('begins behind a position, exclusive', async ({ store, stream, prefix }) => {
    const { position } = await store.append(stream, newEvents(5), 'no-stream');
    const rest = newEvents(4);
    await store.append(stream, rest, 4);
    expect(idsOf(await take(store, { after: position, streamPrefixes: [prefix] }, 4))).toEqual(
      idsOf(rest),
    );
  });

  on('is resumed without gap or repeat while writers write', async ({ store, prefix }) => {
    const writers = 5;
    const perWriter = 200;
    const write = async (n: number) => {
      for (const i of countTo(perWriter)) {
        await store.append(`${prefix}${n}`, [newEvent(i)], i === 0 ? 'no-stream' : i - 1);
      }
    };
    const writing = Promise.all(countTo(writers).map(write));
    const seen: RecordedEvent[] = [];
    let after: LogPosition | undefined;
    while (seen.length < writers * perWriter) {
      const count = Math.min(1 + ((seen.length * 7) % 61), writers * perWriter - seen.length);
      const from = after === undefined ? {} : { after };
      const part = await take(store, { ...from, streamPrefixes: [prefix] }, count);
      seen.push(...part);
      after = part.at(-1)?.position;
    }
    await writing;
    expectGrowing(seen);
    for (const n of countTo(writers)) {
      const ofOne = seen.filter(({ stream }) => stream === `${prefix}${n}`);
      expect(ofOne).toEqual(await readAll(store, `${prefix}${n}`));
    }
  });

  on('gives only streams with one of the prefixes', async ({ store, prefix }) => {
    for (const name of ['a1', 'a2', 'b%', 'b_', 'bx', 'c']) {
      await store.append(`${prefix}${name}`, newEvents(2), 'no-stream');
    }
    const seen = async (names: readonly string[], count: number) => {
      const streamPrefixes = names.map((name) => prefix + name);
      const events = await take(store, { streamPrefixes }, count);
      return [...new Set(events.map(({ stream }) => stream.slice(prefix.length)))];
    };
    expect(await seen(['a', 'c'], 6)).toEqual(['a1', 'a2', 'c']);
    expect(await seen(['b%'], 2)).toEqual(['b%']);
    expect(await seen(['b_', 'b%', 'c'], 6)).toEqual(['b%', 'b_', 'c']);
  });

  on('finds what its prefix wants behind much that it does not', async ({ store, prefix }) => {
    for (const n of countTo(12)) {
      await store.append(`${prefix}noise`, newEvents(1000), n === 0 ? 'no-stream' : n * 1000 - 1);
    }
    await store.append(`${prefix}wanted`, newEvents(1), 'no-stream');
    expect(await take(store, { streamPrefixes: [`${prefix}wanted`] }, 1)).toHaveLength(1);
  });

  on('matches nothing with an empty list of prefixes', async ({ store, stream }) => {
    await store.append(stream, newEvents(3), 'no-stream');
    const stop = new AbortController();
    const kinds: string[] = [];
    for await (const { kind } of store.subscribeToAll({
      streamPrefixes: [],
      signal: stop.signal,
    })) {
      kinds.push(kind);
      stop.abort();
    }
    expect(kinds).toEqual(['caught-up']);
  });

  on('loses nothing for a slow consumer', async ({ store, stream, prefix }) => {
    const count = 400;
    const stop = new AbortController();
    const numbers: number[] = [];
    const consume = async () => {
      for await (const message of store.subscribeToAll({
        streamPrefixes: [prefix],
        signal: stop.signal,
      })) {
        if (message.kind === 'caught-up') continue;
        numbers.push(Number(message.event.data['n']));
        if (numbers.length % 4 === 0) await systemClock.sleep(2);
        if (numbers.length === count * 10) stop.abort();
      }
    };
    const consuming = consume();
    for (const n of countTo(count)) {
      await store.append(stream, newEvents(10, n * 10), n === 0 ? 'no-stream' : n * 10 - 1);
    }
    await consuming;
    expect(numbers).toEqual(countTo(count * 10));
  });

  on('loses nothing for one that falls many megabytes behind', async (bench) => {
    const { store, stream, prefix } = bench;
    const count = 200;
    const text = 'x'.repeat(60_000);
    const numbers: number[] = [];
    const stop = new AbortController();
    const streamPrefixes = [prefix];
    const consume = async () => {
      for await (const message of store.subscribeToAll({ streamPrefixes, signal: stop.signal })) {
        if (message.kind === 'caught-up') continue;
        numbers.push(Number(message.event.data['n']));
        // The first event is looked at until all others are written, the rest a moment each.
        if (numbers.length === 1) await writing;
        if (numbers.length === count) stop.abort();
      }
    };
    const write = async () => {
      for (const n of countTo(count)) {
        const event = newEvent(n, { data: { n, text } });
        await store.append(stream, [event], n === 0 ? 'no-stream' : n - 1);
      }
    };
    const writing = write();
    await consume();
    expect(numbers).toEqual(countTo(count));
  });

  on('serves many subscribers alike', async ({ store, stream, prefix }) => {
    const following = countTo(10).map(() => take(store, { streamPrefixes: [prefix] }, 100));
    for (const n of countTo(100))
      await store.append(stream, [newEvent(n)], n === 0 ? 'no-stream' : n - 1);
    const expected = idsOf(await readAll(store, stream));
    for (const followed of await Promise.all(following)) expect(idsOf(followed)).toEqual(expected);
  });

  on('ends when the signal aborts: before, while it waits, in mid-history', async (bench) => {
    const { store, stream, prefix } = bench;
    await store.append(stream, newEvents(300), 'no-stream');
    expect(await take(store, { streamPrefixes: [prefix] }, 10)).toHaveLength(10);
    const aborted = AbortSignal.abort();
    for await (const message of store.subscribeToAll({ signal: aborted })) {
      throw new Error(`gave ${message.kind} after the abort`);
    }
    const stop = new AbortController();
    let count = 0;
    for await (const message of store.subscribeToAll({
      streamPrefixes: [prefix],
      signal: stop.signal,
    })) {
      count += 1;
      if (message.kind === 'caught-up')
        void systemClock.sleep(20).then(() => {
          stop.abort();
        });
    }
    expect(count).toBe(301);
  });
}

function expectGrowing(events: readonly RecordedEvent[]): void {
  events.forEach(({ position }, i) => {
    if (i > 0) expect(position).toBeGreaterThan(events[i - 1]?.position ?? 0n);
  });
}

/** The next `count` events of a new subscription. */
async function take(
  store: EventStore,
  options: Omit<SubscribeOptions, 'signal'>,
  count: number,
): Promise<RecordedEvent[]> {
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  for await (const message of store.subscribeToAll({ ...options, signal: stop.signal })) {
    if (message.kind === 'event') events.push(message.event);
    if (events.length === count) stop.abort();
  }
  return events;
}
