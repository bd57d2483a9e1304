import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom, uuid4, uuid5 } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import type { Decider, Rejection } from './decider.ts';
import { type CommandIdentity, conflictsMax, handleCommand, resendsMax } from './handle-command.ts';
import {
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  OutcomeUnknown,
  type RecordedEvent,
  StoreUnavailable,
  WrongExpectedRevision,
} from './ports/event-store.ts';
import { SpecSealer } from './spec-support/spec-sealer.ts';

type Add = CommandIdentity & { readonly add: number };
interface Added {
  readonly type: 'Added';
  readonly data: { readonly n: number };
  readonly sealed?: { readonly by: string } | undefined;
}
type TooMuch = Rejection & { readonly reason: 'TooMuch' };

/** A sum that may not pass 100; each ten is an event of its own. */
const summing: Decider<number, Add, Added, TooMuch> = {
  initial: () => 0,
  evolve: (sum, event) => sum + event.data.n,
  decide: (sum, { add }) => {
    if (sum + add > 100) return { kind: 'rejected', reason: 'TooMuch' };
    const parts: Added[] = [];
    for (let left = add; left > 0; left -= 10) {
      parts.push({ type: 'Added', data: { n: Math.min(left, 10) }, sealed: { by: 'ada' } });
    }
    return parts;
  },
  upcasters: {},
};

const stream = 'sum-local.1';

function command(add: number): Add {
  return { commandId: uuid4(systemRandom), add };
}

/** Does something before each append reaches the log, and may spoil its answer. */
class MeddledStore extends MemoryEventStore {
  appendCount = 0;
  meddle: (attempt: number) => Promise<'go on' | 'lose the answer' | 'lose the append'> = () =>
    Promise.resolve('go on');

  override async append(
    name: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.appendCount += 1;
    const fate = await this.meddle(this.appendCount);
    if (fate === 'lose the append') throw new OutcomeUnknown('lost');
    const result = await super.append(name, events, expected);
    if (fate === 'lose the answer') throw new OutcomeUnknown('lost');
    return result;
  }

  /** What another process would do. */
  appendBeside(events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    return super.append(stream, events, expected);
  }
}

function setUp() {
  const store = new MeddledStore({ clock: systemClock });
  const target = { store, stream, sealer: new SpecSealer(), decider: summing };
  const events = async () => {
    const all: RecordedEvent[] = [];
    for await (const event of store.readStream(stream)) all.push(event);
    return all;
  };
  const sum = async () =>
    (await events()).reduce((total, { data }) => total + Number(data['n']), 0);
  const another = async () => {
    const last = await store.readLast(stream);
    const event = { id: uuid4(systemRandom), type: 'Added', data: { n: 1 } };
    await store.appendBeside([event], last?.revision ?? 'no-stream');
  };
  return { store, target, events, sum, another };
}

describe('handleCommand', () => {
  it('appends what was decided, with ids of the command and the command named', async () => {
    const { target, events } = setUp();
    const add = { ...command(25), correlationId: 'c-1' };
    const result = await handleCommand(target, add);
    const written = await events();
    const position = written.at(-1)?.position;
    expect(result).toEqual({ kind: 'accepted', revision: 2, position, eventCount: 3 });
    expect(written.map(({ id }) => id)).toEqual(
      [0, 1, 2].map((n) => uuid5(add.commandId, String(n))),
    );
    expect(written[0]?.metadata).toEqual({ commandId: add.commandId, correlationId: 'c-1' });
    expect(JSON.stringify(written[0]?.data)).not.toContain('ada');
  });

  it('folds what is there before it decides', async () => {
    const { target, sum } = setUp();
    await handleCommand(target, command(60));
    expect(await handleCommand(target, command(50))).toEqual({
      kind: 'rejected',
      reason: 'TooMuch',
    });
    await handleCommand(target, command(40));
    expect(await sum()).toBe(100);
  });

  it('does a command once, whenever it is repeated', async () => {
    const { target, sum, events } = setUp();
    const first = command(30);
    await handleCommand(target, first);
    await handleCommand(target, command(30));
    const position = (await events()).at(-1)?.position;
    expect(await handleCommand(target, first)).toEqual({ kind: 'repeated', revision: 5, position });
    expect(await sum()).toBe(60);
  });

  it('writes nothing where nothing follows', async () => {
    const { target, store } = setUp();
    expect(await handleCommand(target, command(0))).toEqual({
      kind: 'accepted',
      revision: -1,
      position: 0n,
      eventCount: 0,
    });
    expect(store.appendCount).toBe(0);
  });

  it('decides again when another came first, on what the other wrote', async () => {
    const { target, store, sum, another } = setUp();
    store.meddle = async (attempt) => {
      if (attempt <= 3) await another();
      return 'go on';
    };
    expect(await handleCommand(target, command(98))).toEqual({
      kind: 'rejected',
      reason: 'TooMuch',
    });
    expect(await sum()).toBe(3);
  });

  it('gives up a conflict after its bound', async () => {
    const { target, store, another } = setUp();
    store.meddle = async () => {
      await another();
      return 'go on';
    };
    await expect(handleCommand(target, command(1))).rejects.toThrow(WrongExpectedRevision);
    expect(store.appendCount).toBe(conflictsMax + 1);
  });

  it('sends again what had no answer, and is done once', async () => {
    const { target, store, sum } = setUp();
    store.meddle = (attempt) => Promise.resolve(attempt === 1 ? 'lose the answer' : 'go on');
    expect(await handleCommand(target, command(20))).toMatchObject({
      kind: 'accepted',
      revision: 1,
    });
    expect(await sum()).toBe(20);
  });

  it('finds its own command when the answer was lost and another wrote behind it', async () => {
    const { target, store, sum, another } = setUp();
    store.meddle = async (attempt) => {
      if (attempt === 1) return 'lose the answer';
      if (attempt === 2) await another();
      return 'go on';
    };
    expect(await handleCommand(target, command(20))).toMatchObject({
      kind: 'accepted',
      revision: 1,
    });
    expect(await sum()).toBe(21);
  });

  it('gives up a silent store after its bound, and any other error at once', async () => {
    const { target, store } = setUp();
    store.meddle = () => Promise.resolve('lose the append');
    await expect(handleCommand(target, command(1))).rejects.toThrow(OutcomeUnknown);
    expect(store.appendCount).toBe(resendsMax + 1);
    await store.close();
    await expect(handleCommand(target, command(1))).rejects.toThrow(StoreUnavailable);
  });

  it('lets 20 at once each have their turn', async () => {
    const { target, sum } = setUp();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => handleCommand(target, command(5))),
    );
    const accepted = results.filter(({ status }) => status === 'fulfilled');
    expect(await sum()).toBe(accepted.length * 5);
    expect(accepted.length).toBeGreaterThan(conflictsMax);
  });
});
