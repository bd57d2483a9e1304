import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, NewEvent } from '@mailhaul/application';
import { WrongExpectedRevision } from '@mailhaul/application';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { EventStoreProcess } from '@mailhaul/testing/eventstoredb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventStoreDbEventStore } from './eventstoredb-event-store.ts';

const liveEventsMaxOf2310 = 32;
const streamPrefixes = ['counted-'];

let folder: string;
let server: EventStoreProcess;
let store: EventStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mailhaul-'));
  server = new EventStoreProcess(join(folder, 'log'), liveEventsMaxOf2310);
  await server.start();
  store = await EventStoreDbEventStore.open({ url: server.url, clock: systemClock });
});
afterEach(async () => {
  server.resume();
  await store.close();
  await server.kill();
  rmSync(folder, { recursive: true });
});

const event = (n: number): NewEvent => ({ id: uuid4(systemRandom), type: 'Counted', data: { n } });

/** Appends one after another without waiting, as the ledger's writer does. */
function pipelined(stream: string, count: number) {
  return Array.from({ length: count }, (_, n) =>
    store.append(stream, [event(n)], n === 0 ? 'no-stream' : n - 1),
  );
}

async function numbersIn(stream: string): Promise<unknown[]> {
  const numbers: unknown[] = [];
  for await (const { data } of store.readStream(stream)) numbers.push(data['n']);
  return numbers;
}

/** The numbers that a subscription gives until there are so many. */
async function follow(count: number): Promise<number[]> {
  const stop = new AbortController();
  const numbers: number[] = [];
  for await (const message of store.subscribeToAll({ streamPrefixes, signal: stop.signal })) {
    if (message.kind === 'event') numbers.push(Number(message.event.data['n']));
    if (numbers.length >= count) stop.abort();
  }
  return numbers;
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('a server that is killed', () => {
  it('has every append once and in order, also those whose answers were lost', async () => {
    const appends = pipelined('counted-1', 600);
    await appends[50];
    await server.kill();
    await server.start();
    const answers = await Promise.all(appends);
    expect(answers.map(({ revision }) => revision)).toEqual(upTo(600));
    expect(await numbersIn('counted-1')).toEqual(upTo(600));
  });

  it('still refuses what lost its place', async () => {
    await store.append('counted-1', [event(0)], 'no-stream');
    await server.kill();
    const late = store.append('counted-1', [event(1)], 'no-stream');
    late.catch(() => undefined);
    await server.start();
    await expect(late).rejects.toThrow(WrongExpectedRevision);
    expect(await numbersIn('counted-1')).toEqual([0]);
  });

  it('is followed on without gap or repeat', async () => {
    const following = follow(300);
    for (const n of upTo(300)) {
      await store.append('counted-1', [event(n)], n === 0 ? 'no-stream' : n - 1);
      if (n === 100 || n === 200) {
        await server.kill();
        await server.start();
      }
    }
    expect(await following).toEqual(upTo(300));
  });

  it('is read on where the reading broke off', async () => {
    await Promise.all(pipelined('counted-1', 3000));
    const numbers: unknown[] = [];
    for await (const { data } of store.readStream('counted-1')) {
      numbers.push(data['n']);
      if (numbers.length === 100) {
        await server.kill();
        await server.start();
      }
    }
    expect(numbers).toEqual(upTo(3000));
  });
});

it('takes a slow reader up again, as often as the server puts it off', async () => {
  const following = (async () => {
    const stop = new AbortController();
    const numbers: number[] = [];
    for await (const message of store.subscribeToAll({ streamPrefixes, signal: stop.signal })) {
      if (message.kind === 'caught-up') continue;
      numbers.push(Number(message.event.data['n']));
      if (numbers.length % 50 === 0) await systemClock.sleep(20);
      if (numbers.length === 3000) stop.abort();
    }
    return numbers;
  })();
  for (let n = 0; n < 3000; n += 30) {
    const batch = Array.from({ length: 30 }, (_, at) => event(n + at));
    await store.append('counted-1', batch, n === 0 ? 'no-stream' : n - 1);
  }
  expect(await following).toEqual(upTo(3000));
});

it('repeats an append to a server that hangs, and writes it once', async () => {
  await store.append('counted-1', [event(0)], 'no-stream');
  server.stop();
  const appending = Promise.all([
    store.append('counted-1', [event(1)], 0),
    store.append('counted-1', [event(2)], 1),
  ]);
  await systemClock.sleep(12_000);
  server.resume();
  expect((await appending).map(({ revision }) => revision)).toEqual([1, 2]);
  expect(await numbersIn('counted-1')).toEqual([0, 1, 2]);
});
