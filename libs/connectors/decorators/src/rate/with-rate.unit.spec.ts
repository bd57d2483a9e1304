import type { MailConnector } from '@mailhaul/connector-contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../spec-support/manual-clock.ts';
import { openContext, ScriptedConnector } from '../spec-support/scripted-connector.ts';
import { ByteRate } from './byte-rate.ts';
import { withRate } from './with-rate.ts';

const request = { generation: 1, ids: [1, 2], wholeBytesMax: 10_000 };

let clock: ManualClock;
let rate: ByteRate;
let connector: ScriptedConnector;

beforeEach(() => {
  clock = new ManualClock();
  rate = new ByteRate(clock);
  connector = new ScriptedConnector();
});

/** One session that reads items of 1,000 bytes, and how many have come. */
async function reading(signal?: AbortSignal) {
  const open = withRate<MailConnector>(connector, rate);
  const session = await open.open(openContext(clock, signal));
  const items = session.readItems('A', request)[Symbol.asyncIterator]();
  const seen = { count: 0, error: undefined as unknown };
  const read = async () => {
    while ((await items.next()).done !== true) seen.count += 1;
  };
  const done = read().catch((error: unknown) => (seen.error = error));
  await settle();
  return { session, seen, done };
}

async function answer(): Promise<void> {
  connector.next().answer();
  await settle();
}

describe('a rate', () => {
  it('makes each item wait for what those before it cost', async () => {
    rate.set(100);
    const { seen } = await reading();
    await answer();
    expect(seen.count).toBe(1);
    expect(connector.pending).toEqual([]);
    await clock.advance(9_900);
    expect(connector.pending).toEqual([]);
    await clock.advance(200);
    await answer();
    expect(seen.count).toBe(2);
  });

  it('is one for all sessions that have it', async () => {
    rate.set(1_000);
    const first = await reading();
    const second = await reading();
    await answer();
    await answer();
    expect(first.seen.count + second.seen.count).toBe(2);
    await clock.advance(1_900);
    expect(connector.pending).toEqual([]);
    await clock.advance(200);
    expect(connector.pending).toHaveLength(2);
  });

  it('holds nothing back where there is none, and asks inside the call', async () => {
    const { seen } = await reading();
    expect(connector.sent).toEqual(['readItems A']);
    await answer();
    await answer();
    expect(seen.count).toBe(2);
    expect(clock.sleeperCount).toBe(0);
  });

  it('that rises shortens a wait, and one that is taken away ends it', async () => {
    rate.set(1);
    const { seen } = await reading();
    await answer();
    await clock.advance(1_000);
    rate.set(1_000);
    await clock.advance(1_000);
    await answer();
    expect(seen.count).toBe(2);
    rate.set(1);
    expect(rate.isFree).toBe(false);
    rate.set(undefined);
    expect(rate.isFree).toBe(true);
  });

  it('that falls lengthens a wait that has begun', async () => {
    rate.set(1_000);
    await reading();
    await answer();
    await clock.advance(500);
    rate.set(100);
    await clock.advance(4_000);
    expect(connector.pending).toEqual([]);
    await clock.advance(1_100);
    expect(connector.pending).toHaveLength(1);
  });

  it('saves up no more than a second', async () => {
    rate.set(1_000);
    await clock.advance(60_000);
    const { seen } = await reading();
    await answer();
    expect(rate.isFree).toBe(true);
    await answer();
    expect(rate.isFree).toBe(false);
    expect(seen.count).toBe(2);
  });

  it('is waited for no longer by a session that was aborted or closed, or whose pass was cut', async () => {
    rate.set(1);
    const cut = new AbortController();
    const [aborted, closed, ended] = [await reading(), await reading(), await reading(cut.signal)];
    await answer();
    await answer();
    await answer();
    const gone = new Error('gone');
    aborted.session.abort(gone);
    const closing = closed.session.close();
    cut.abort(gone);
    await Promise.all([aborted.done, closed.done, ended.done]);
    await answer();
    await closing;
    expect([aborted.seen.error, ended.seen.error]).toEqual([gone, gone]);
    expect(clock.sleeperCount).toBe(0);
  });

  it('that is owed asks for nothing that is given up meanwhile', async () => {
    rate.set(1);
    rate.spend(10);
    const open = withRate<MailConnector>(connector, rate);
    const session = await open.open(openContext(clock));
    const items = session.readItems('A', request)[Symbol.asyncIterator]();
    const next = items.next();
    await settle();
    await items.return?.();
    await clock.advance(20_000);
    expect(await next).toEqual({ done: true, value: undefined });
    expect(connector.sent).toEqual([]);
  });
});
