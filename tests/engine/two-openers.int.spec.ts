import type { EventStore, NewEvent } from '@mailhaul/application';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage, user } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [{ path: inbox, messages: mails(1, 120) }];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const second = { id: 'second', host: 'another host', isAloneOnHost: false };
const secondAlone = { id: 'second', host: 'this host', isAloneOnHost: true };
const streamOf = (stage: EngineStage) => stage.store.readLast('ledger-local.ann.1');

/** The store of a process that is told each time an intent has become durable, before it hears of it itself. */
function tellingStore(store: EventStore, onIntended: () => void): EventStore {
  return new Proxy(store, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, object, args);
        const events = name === 'append' ? (args[1] as readonly NewEvent[]) : [];
        for (const { type } of events) if (type === 'ItemsIntended') onIntended();
        return result;
      };
    },
  });
}

/** The store of a process that is told each time it has answered which event is a ledger's last, before the process hears of it. */
function answeringStore(store: EventStore, onAnswered: () => void): EventStore {
  return new Proxy(store, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      if (name !== 'readLast') return value.bind(object) as unknown;
      return async (stream: string) => {
        const last = await object.readLast(stream);
        onAnswered();
        return last;
      };
    },
  });
}

describe('two openers of one ledger', () => {
  it('a frozen writer that wakes after a takeover writes nothing more', async () => {
    const stage = await startStage({ folders });
    const first = stage.process();
    const isFrozen = latch();
    stage.ways.target.push(
      at({ command: 'APPEND', count: 2, when: 'done' }, () => {
        first.process.freeze();
        isFrozen.open();
      }),
    );
    const ended = first.run();
    await isFrozen.opened;
    const report = await stage.run({ worker: second });
    expect(report.end).toEqual({ kind: 'completed' });
    const [last, appends] = [await streamOf(stage), stage.target.commandCount('APPEND')];
    first.process.thaw();
    expect((await ended).end).toEqual({ kind: 'superseded' });
    expect(await streamOf(stage)).toEqual(last);
    expect(stage.target.commandCount('APPEND')).toBe(appends);
    // Whatever it had already handed over is repeated as a whole, found by the watch and removed.
    await stage.run();
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
  });

  it('the second supersedes the first in mid-run, which ends and records nothing more', async () => {
    const stage = await startStage({ folders });
    const [isHeld, release] = [latch(), latch()];
    stage.ways.target.push(
      at({ command: 'APPEND', count: 3, when: 'complete' }, async () => {
        isHeld.open();
        await release.opened;
      }),
    );
    const first = stage.run({ worker: { id: 'first', host: 'here', isAloneOnHost: false } });
    await isHeld.opened;
    const taken = await stage.run({ worker: second });
    expect(taken.end).toEqual({ kind: 'completed' });
    const last = await streamOf(stage);
    release.open();
    expect((await first).end).toEqual({ kind: 'superseded' });
    expect(await streamOf(stage)).toEqual(last);
    await stage.run();
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
    expect(stage.target.mailbox(user).messages(inbox)).toHaveLength(120);
  });

  it.for([
    { title: 'on the same host, before its deadline', worker: secondAlone },
    { title: 'on another host', worker: second },
  ])(
    'a writer frozen between an intent and its bytes, taken over $title, and woken: not a byte is committed',
    async ({ worker }) => {
      const stage = await startStage({ folders });
      const isFrozen = latch();
      let intents = 0;
      const store = tellingStore(stage.store, () => {
        intents += 1;
        if (intents !== 2) return;
        first.process.freeze();
        isFrozen.open();
      });
      const first = stage.process({ store });
      const ended = first.run();
      await isFrozen.opened;
      const report = await stage.run({ worker });
      expect(report.end).toEqual({ kind: 'completed' });
      const last = await streamOf(stage);
      first.process.thaw();
      expect((await ended).end).toEqual({ kind: 'superseded' });
      expect(await streamOf(stage)).toEqual(last);
      expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
    },
  );

  it('a writer frozen while the ledger answers it, taken over, and woken before its deadline: not a byte is committed', async () => {
    const stage = await startStage({ folders });
    const isFrozen = latch();
    let answers = 0;
    // The one behind the read-back of its opening: of the item that goes alone.
    const store = answeringStore(stage.store, () => {
      answers += 1;
      if (answers !== 2) return;
      first.process.freeze();
      isFrozen.open();
    });
    const first = stage.process({ store });
    const frozenAtMs = stage.clock.wallMs();
    const ended = first.run();
    await isFrozen.opened;
    const report = await stage.run({ worker: second });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(stage.clock.wallMs() - frozenAtMs).toBeLessThan(100_000);
    const last = await streamOf(stage);
    first.process.thaw();
    expect((await ended).end).toEqual({ kind: 'superseded' });
    expect(await streamOf(stage)).toEqual(last);
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
  });
});
