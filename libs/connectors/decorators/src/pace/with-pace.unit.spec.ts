import type { MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../spec-support/manual-clock.ts';
import { ScriptedConnector, failure, openContext } from '../spec-support/scripted-connector.ts';
import { forwardSession } from '../session/forward-session.ts';
import { PaceGovernor, type PaceOptions } from './pace-governor.ts';
import { withPace } from './with-pace.ts';

const gate = { beforeCommit: () => Promise.resolve() };

/** Mailboxes of one endpoint, each with a session; `told` notes what each was told of waiting. */
async function endpoint(options: Partial<PaceOptions>, mailboxCount = 1) {
  const clock = new ManualClock();
  const governor = new PaceGovernor(clock, options);
  const server = new ScriptedConnector();
  const told: string[] = [];
  const sessions: MailSession[] = [];
  for (let n = 0; n < mailboxCount; n += 1) {
    const connector = withPace(server, {
      governor,
      onWait: (reason, until) => told.push(`${n} ${reason} ${until ?? '?'}`),
      onResume: () => told.push(`${n} resumed`),
    });
    sessions.push(await connector.open(openContext(clock)));
  }
  const session = (n = 0): MailSession => {
    const found = sessions[n];
    if (found === undefined) throw new Error('no such mailbox');
    return found;
  };
  return { clock, governor, server, told, session };
}

describe('withPace: concurrency', () => {
  it('lets as many sessions work as allowed and the next when one is done', async () => {
    const { server, told, session } = await endpoint({ concurrencyStart: 2 }, 3);
    for (const n of [0, 1, 2]) void session(n).folderState(`${n}`);
    expect(server.sent).toEqual(['folderState 0', 'folderState 1']);
    expect(told).toEqual(['2 concurrency ?']);
    server.next().answer();
    await settle();
    expect(server.sent.at(-1)).toBe('folderState 2');
    expect(told.at(-1)).toBe('2 resumed');
  });

  it('counts a session once, however much it sends ahead', async () => {
    const { server, session } = await endpoint({ concurrencyStart: 1 });
    void session().folderState('a');
    session().listItems('b');
    void session().writeBatch('c', [], gate);
    expect(server.sent).toEqual(['folderState a', 'listItems b', 'writeBatch']);
  });

  it('never lets more sessions of a mailbox work than its system says', async () => {
    const clock = new ManualClock();
    const governor = new PaceGovernor(clock, { mailboxConcurrencyStart: 4, windowMs: 100 });
    const server = new ScriptedConnector();
    const connector = withPace(
      {
        ...{ kind: server.kind, identity: server.identity },
        open: async () => {
          const inner = await server.open();
          return forwardSession(inner, {
            get capabilities() {
              return { ...inner.capabilities, sessionsAtWorkMax: 2 };
            },
          });
        },
      },
      { governor },
    );
    const sessions: MailSession[] = [];
    for (let n = 0; n < 4; n += 1) sessions.push(await connector.open(openContext(clock)));
    const atWork = () => {
      for (const [n, one] of sessions.entries()) void one.folderState(`${n}`);
      return server.sent.length;
    };
    expect(atWork()).toBe(2);
    for (let windows = 0; windows < 2; windows += 1) {
      await clock.advance(101);
      server.next().answer();
      await settle();
      expect(server.pending).toHaveLength(2);
    }
  });

  it('halves for a mailbox whose server does what it is asked and says that it is too much, once a window', async () => {
    const clock = new ManualClock();
    const governor = new PaceGovernor(clock, { mailboxConcurrencyStart: 4, windowMs: 1000 });
    const server = new ScriptedConnector();
    const hints: (() => void)[] = [];
    const connector = withPace(
      {
        ...{ kind: server.kind, identity: server.identity },
        open: (context) => {
          if (context.onSlowDown !== undefined) hints.push(context.onSlowDown);
          return server.open();
        },
      },
      { governor },
    );
    const sessions: MailSession[] = [];
    for (let n = 0; n < 4; n += 1) sessions.push(await connector.open(openContext(clock)));
    for (const hint of hints) hint();
    for (const [n, one] of sessions.entries()) void one.folderState(`${n}`);
    expect(server.sent).toEqual(['folderState 0', 'folderState 1']);
  });

  it('halves on a throttle, once for all that was sent before, never below 1, and grows again', async () => {
    const { clock, governor, server, session } = await endpoint(
      { concurrencyStart: 8, concurrencyMax: 9, windowMs: 100 },
      4,
    );
    const refused = async (count: number) => {
      const calls = Array.from({ length: count }, (_, n) => session(n).folderState('x'));
      for (const call of calls) call.catch(() => undefined);
      for (let n = 0; n < count; n += 1) server.next().fail(failure('throttled'));
      await Promise.allSettled(calls);
      await clock.advance(1);
    };
    for (const [count, left] of [
      [3, 4],
      [1, 2],
      [1, 1],
      [1, 1],
    ] as const) {
      await refused(count);
      expect(governor.concurrency).toBe(left);
    }
    const calls = [session(0).folderState('x'), session(1).folderState('y')];
    await clock.advance(100);
    server.next().answer();
    await settle();
    expect(governor.concurrency).toBe(2);
    server.next().answer();
    await Promise.all(calls);
    for (const reached of [3, 3]) {
      await clock.advance(100);
      const unhurried = session(0).folderState('x');
      server.next().answer();
      await unhurried;
      expect(governor.concurrency).toBe(reached);
    }
  });

  it('lets a reader go on that holds the only place: no deadlock between two sides of one endpoint', async () => {
    const { server, session } = await endpoint({ concurrencyStart: 1 }, 2);
    const copied: number[] = [];
    const copying = (async () => {
      for await (const item of session(0).readItems('s', {
        generation: 1,
        ids: [1],
        wholeBytesMax: 9,
      })) {
        await session(1).writeBatch('t', [item], gate);
        copied.push(item.id);
      }
    })();
    session(0).listItems('ahead, read by nobody yet');
    for (let n = 0; n < 8 && copied.length < 2; n += 1) {
      await settle();
      server.pending
        .filter(({ call }) => !call.startsWith('listItems'))
        .forEach((one) => {
          server.pending.splice(server.pending.indexOf(one), 1);
          one.answer();
        });
    }
    await copying;
    expect(copied).toEqual([1, 1]);
  });
});

describe('withPace: holding', () => {
  it("holds all of the endpoint until the server's time, and says so", async () => {
    const { clock, server, told, session } = await endpoint({}, 2);
    const throttled = session(0).listFolders();
    server.next().fail(failure('throttled', { retryAfterMs: 5000 }));
    await expect(throttled).rejects.toMatchObject({ code: 'throttled' });
    void session(1).folderState('x');
    const items = session(0).listItems('y')[Symbol.asyncIterator]();
    const page = items.next();
    await clock.advance(4999);
    expect(server.sent).toEqual(['listFolders']);
    expect(told).toEqual(['1 server-asked-to-wait 1005000', '0 server-asked-to-wait 1005000']);
    await clock.advance(1);
    expect(server.sent).toEqual(['listFolders', 'folderState x', 'listItems y']);
    server.next().answer();
    server.next().answer();
    await expect(page).resolves.toMatchObject({ done: false });
    expect(told.slice(2)).toEqual(['1 resumed', '0 resumed']);
  });

  it('holds a sick mailbox alone', async () => {
    const { governor, server, session, clock } = await endpoint({ concurrencyStart: 4 }, 2);
    const throttled = session(0).listFolders();
    server.next().fail(failure('throttled', { scope: 'mailbox', retryAfterMs: 5000 }));
    await expect(throttled).rejects.toMatchObject({ code: 'throttled' });
    void session(0).folderState('sick');
    void session(1).folderState('well');
    expect(server.sent).toEqual(['listFolders', 'folderState well']);
    expect(governor.concurrency).toBe(4);
    await clock.advance(5000);
    expect(server.sent.at(-1)).toBe('folderState sick');
  });

  it('halves the sessions at work of a mailbox that was throttled, and no other', async () => {
    const clock = new ManualClock();
    const server = new ScriptedConnector();
    const governor = new PaceGovernor(clock, { mailboxConcurrencyStart: 2 });
    const open = async (connector = withPace(server, { governor })) => [
      await connector.open(openContext(clock)),
      await connector.open(openContext(clock)),
    ];
    const [sick, well] = [await open(), await open()];
    const throttled = sick[0]?.listFolders();
    server.next().fail(failure('throttled', { scope: 'mailbox' }));
    await expect(throttled).rejects.toMatchObject({ code: 'throttled' });
    for (const [at, session] of sick.entries()) void session.folderState(`sick ${at}`);
    for (const [at, session] of well.entries()) void session.folderState(`well ${at}`);
    const before = [
      'listFolders',
      'folderState sick 0',
      'folderState well 0',
      'folderState well 1',
    ];
    expect(server.sent).toEqual(before);
    server.next().answer();
    await settle();
    expect(server.sent).toEqual([...before, 'folderState sick 1']);
  });

  it('obeys a refused batch like an error', async () => {
    const { clock, server, session } = await endpoint({});
    const throttled = session().writeBatch('x', [], gate);
    server.next().fail(failure('server-busy', { retryAfterMs: 50 }));
    await expect(throttled).rejects.toMatchObject({ code: 'server-busy' });
    void session().listFolders();
    expect(server.sent).toEqual(['writeBatch']);
    await clock.advance(50);
    expect(server.sent).toEqual(['writeBatch', 'listFolders']);
  });

  it('spends operations and bytes within their budgets', async () => {
    const { clock, server, told, session } = await endpoint({ bytesPerSecond: 1000 });
    const read = Array.fromAsync(
      session().readItems('x', { generation: 1, ids: [1], wholeBytesMax: 9 }),
    );
    for (let n = 0; n < 2; n += 1) {
      await settle();
      server.next().answer();
    }
    await read;
    void session().listFolders();
    expect(told).toEqual(['0 byte-budget 1001000']);
    await clock.advance(1000);
    expect(server.sent.at(-1)).toBe('listFolders');

    const other = await endpoint({ operationsPerSecond: 2 });
    for (let n = 0; n < 4; n += 1) void other.session().folderState('x');
    expect(other.server.sent).toHaveLength(2);
    expect(other.told[0]).toBe('0 operation-budget 1000500');
    await other.clock.advance(500);
    expect(other.server.sent).toHaveLength(3);
  });
});

describe('withPace: budgets that change', () => {
  it('let what waits go by the new ones, and what was spent stays spent', async () => {
    const { clock, governor, server, session } = await endpoint({ operationsPerSecond: 1 });
    for (let n = 0; n < 3; n += 1) void session().folderState('x');
    expect(server.sent).toHaveLength(1);
    governor.setBudgets({ operationsPerSecond: 10 });
    expect(server.sent).toHaveLength(1);
    await clock.advance(100);
    expect(server.sent).toHaveLength(2);
    governor.setBudgets({});
    await settle();
    expect(server.sent).toHaveLength(3);
  });
});

describe('withPace: the end of a session', () => {
  async function held() {
    const made = await endpoint({}, 2);
    const throttled = made.session().listFolders();
    made.server.next().fail(failure('throttled', { retryAfterMs: 5000 }));
    await throttled.catch(() => undefined);
    made.server.sent.length = 0;
    return made;
  }

  it('never sends what was returned, or aborted, before its turn', async () => {
    const { clock, governor, server, session } = await held();
    const items = session().listItems('x')[Symbol.asyncIterator]();
    await items.return?.();
    const listed = session().listFolders();
    session().abort();
    await expect(listed).rejects.toMatchObject({ code: 'connection-lost' });
    expect(governor.waitingCount).toBe(0);
    expect(clock.sleeperCount).toBe(0);
    await clock.advance(5000);
    expect(server.sent).toEqual(['abort']);
  });

  it('says goodbye only after what was called before', async () => {
    const { clock, server, session } = await held();
    void session().folderState('x');
    void session().close();
    await clock.advance(5000);
    expect(server.sent).toEqual(['folderState x', 'close']);
  });

  it('refuses to open once the signal is aborted while it waits', async () => {
    const { clock, governor, server } = await held();
    const abort = new AbortController();
    const opened = withPace(server, { governor }).open(openContext(clock, abort.signal));
    abort.abort(new Error('stopped'));
    await expect(opened).rejects.toThrow('stopped');
    expect(clock.sleeperCount).toBe(0);
  });

  it('frees its place when an iterable is returned in the middle', async () => {
    const { server, session } = await endpoint({ concurrencyStart: 1 }, 2);
    const items = session(0).listItems('x')[Symbol.asyncIterator]();
    const page = items.next();
    void session(1).folderState('y');
    expect(server.sent).toEqual(['listItems x']);
    server.next().answer();
    await page;
    await items.return?.();
    expect(server.returned).toEqual(['listItems x']);
    expect(server.sent).toEqual(['listItems x', 'folderState y']);
  });
});
