import type { MailConnector, MailSession, SessionMemory } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { withRetry } from '../retry/with-retry.ts';
import { ManualClock, settle } from '../spec-support/manual-clock.ts';
import { ScriptedConnector, failure, openContext } from '../spec-support/scripted-connector.ts';
import { withEarlyOpening } from './with-early-opening.ts';

/** The early opening of a server that answers when told to, and the signals that it was opened with. */
function setUp() {
  const clock = new ManualClock();
  const server = new ScriptedConnector();
  server.opensAtOnce = false;
  const signals: AbortSignal[] = [];
  const memories: (SessionMemory | undefined)[] = [];
  const noting: MailConnector = {
    kind: server.kind,
    identity: server.identity,
    open: ({ signal, memory }) => {
      signals.push(signal);
      memories.push(memory);
      return server.open();
    },
  };
  const connector = withEarlyOpening(noting);
  const begin = new AbortController();
  connector.beginOpening(openContext(clock, begin.signal));
  return { clock, server, signals, memories, connector, begin };
}

describe('withEarlyOpening', () => {
  it('hands the first session over; the second is a connection of its own', async () => {
    const { clock, server, connector } = setUp();
    const early = server.next();
    const first = connector.open(openContext(clock));
    early.answer();
    const taken = await first;
    expect(server.sent).toEqual(['open']);
    const second = connector.open(openContext(clock));
    server.next().answer();
    expect(await second).not.toBe(taken);
    expect(server.sent).toEqual(['open', 'open']);
  });

  it('has the memory of whoever takes the session over; nothing is kept where that one has none', async () => {
    for (const kept of [['kept before'], undefined]) {
      const { clock, server, memories, connector } = setUp();
      const [early] = memories;
      const recalled = early?.recall('key');
      const entries = kept?.map((text) => Buffer.from(text));
      const memory = entries && {
        recall: () => Promise.resolve(entries),
        add: (_key: string, entry: Uint8Array) =>
          Promise.resolve(void entries.push(Buffer.from(entry))),
      };
      const opened = connector.open({ ...openContext(clock), ...(memory && { memory }) });
      server.next().answer();
      await opened;
      expect(await recalled).toEqual(entries ?? []);
      expect(await early?.behind?.()).toBe(memory);
      await early?.add('key', Buffer.from('new'));
      expect(entries?.length).toBe(kept && 2);
    }
  });

  it('opens nothing by itself and nothing twice', async () => {
    const { clock, server, connector } = setUp();
    connector.beginOpening(openContext(clock));
    expect(server.sent).toEqual(['open']);
    const untouched = withEarlyOpening(server);
    await settle();
    expect(untouched.identity).toBe(server.identity);
    expect(server.sent).toEqual(['open']);
  });

  it("obeys the taker's signal from then on and the beginner's no more", async () => {
    const { clock, server, signals, connector, begin } = setUp();
    const end = new AbortController();
    const opened = connector.open(openContext(clock, end.signal));
    server.next().answer();
    await opened;
    begin.abort();
    await settle();
    expect(signals[0]?.aborted).toBe(false);
    expect(server.sent).toEqual(['open']);
    end.abort(new Error('halt'));
    expect(signals[0]?.reason).toBe(end.signal.reason);
  });

  it('ends an opening whose taker was aborted before', () => {
    const { clock, server, signals, connector } = setUp();
    server.next().answer();
    void connector.open(openContext(clock, AbortSignal.abort(new Error('stopped'))));
    expect(signals[0]?.aborted).toBe(true);
  });

  it.each(['before', 'after'] as const)(
    'leaves nothing when nobody took it and it ends %s it is open',
    async (when) => {
      const { clock, server, signals, connector, begin } = setUp();
      const early = server.next();
      if (when === 'after') {
        early.answer();
        await settle();
      }
      begin.abort(new Error('not needed'));
      early.answer();
      await settle();
      expect(signals[0]?.aborted).toBe(true);
      expect(server.sent).toEqual(['open', 'abort']);
      void connector.open(openContext(clock));
      expect(server.sent).toEqual(['open', 'abort', 'open']);
    },
  );

  it('tells a failure to the first who opens, and only there', async () => {
    const { clock, server, connector } = setUp();
    server.next().fail(failure('sign-in-rejected'));
    await settle();
    await expect(connector.open(openContext(clock))).rejects.toMatchObject({
      code: 'sign-in-rejected',
    });
    const second = connector.open(openContext(clock));
    server.next().answer();
    await expect(second).resolves.toBeDefined();
  });

  it('counts as the first try of a retry around it', async () => {
    const { clock, server, connector } = setUp();
    const policy = { attemptsMax: 2, backoffMs: 100, backoffMaxMs: 100, totalMsMax: 1_000 };
    let session: MailSession | undefined;
    server.next().fail(failure('connection-refused'));
    await settle();
    const opened = withRetry(connector, policy)
      .open(openContext(clock))
      .then((value) => (session = value));
    await settle();
    expect(server.sent).toEqual(['open']);
    await clock.advance(100);
    server.next().answer();
    await opened;
    expect(session).toBeDefined();
    expect(server.sent).toEqual(['open', 'open']);
  });
});
