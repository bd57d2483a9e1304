import { ConnectorError } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../spec-support/manual-clock.ts';
import { ScriptedConnector, failure, openContext } from '../spec-support/scripted-connector.ts';
import type { RetryNotice } from './retry-policy.ts';
import { withRetry } from './with-retry.ts';

const gate = { beforeCommit: () => Promise.resolve() };

function setUp() {
  const clock = new ManualClock();
  const server = new ScriptedConnector();
  const notices: RetryNotice[] = [];
  const connector = withRetry(server, {
    attemptsMax: 4,
    backoffMs: 100,
    backoffMaxMs: 300,
    totalMsMax: 10_000,
    throttled: { attemptsMax: 4, backoffMs: 100, backoffMaxMs: 300, totalMsMax: 10_000 },
    onRetry: (notice) => notices.push(notice),
  });
  return { clock, server, notices, connector };
}

async function session() {
  const made = setUp();
  return { ...made, session: await made.connector.open(openContext(made.clock)) };
}

const busy = failure('server-busy', { scope: 'folder' });

describe('withRetry', () => {
  it('opens again after errors that pass, within the bound on tries', async () => {
    const { clock, server, notices, connector } = setUp();
    server.opensAtOnce = false;
    const opened = connector.open(openContext(clock));
    const outcome = expect(opened).rejects.toMatchObject({ code: 'connection-refused' });
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      server.next().fail(failure('connection-refused'));
      await settle();
      await clock.advance(300);
    }
    await outcome;
    expect(server.sent).toHaveLength(4);
    expect(notices.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    for (const [at, { untilWallMs }] of notices.entries()) {
      expect(untilWallMs - 1_000_000 - at * 300).toBeLessThan(Math.min(300, 100 * 2 ** at));
    }
  });

  it('waits longer than for other errors where the server asks to slow down and gives no time', async () => {
    const clock = new ManualClock();
    const server = new ScriptedConnector();
    const connector = withRetry(server, {
      attemptsMax: 2,
      backoffMs: 1,
      backoffMaxMs: 1,
      totalMsMax: 1,
    });
    const mailbox = await connector.open(openContext(clock));
    const state = mailbox.folderState('X');
    const { message, remedy } = failure('throttled');
    const details = { code: 'throttled', scope: 'mailbox', message, remedy } as const;
    server.next().fail(new ConnectorError({ ...details, disposition: 'retryAfter' }));
    await settle();
    await clock.advance(4_999);
    expect(server.pending).toHaveLength(0);
    await clock.advance(5_001);
    server.next().answer();
    await expect(state).resolves.toMatchObject({ generation: 1 });
  });

  it('does not try a spare connection again when there are too many', async () => {
    const { clock, server, connector } = setUp();
    server.opensAtOnce = false;
    const opened = connector.open({ ...openContext(clock), spareRank: 1 });
    server.next().fail(failure('too-many-connections'));
    await expect(opened).rejects.toMatchObject({ code: 'too-many-connections' });
    expect(clock.sleeperCount).toBe(0);
  });

  it.each(['sign-in-rejected', 'sign-in-method-missing', 'certificate-rejected'] as const)(
    'never repeats %s',
    async (code) => {
      const { clock, server, connector } = setUp();
      server.opensAtOnce = false;
      const opened = connector.open(openContext(clock));
      server.next().fail(failure(code));
      await expect(opened).rejects.toMatchObject({ code });
      expect(clock.sleeperCount).toBe(0);
    },
  );

  it('waits at least as long as the server asks', async () => {
    const { clock, server, session: mailbox } = await session();
    const listed = mailbox.listFolders();
    server.next().fail(failure('throttled', { scope: 'mailbox', retryAfterMs: 5000 }));
    await settle();
    await clock.advance(4999);
    expect(server.sent).toEqual(['listFolders']);
    await clock.advance(1);
    server.next().answer();
    await expect(listed).resolves.toHaveLength(1);
  });

  it('gives up at once where the server asks for more than the total', async () => {
    const { server, session: mailbox } = await session();
    const state = mailbox.folderState('X');
    server.next().fail(failure('throttled', { scope: 'mailbox', retryAfterMs: 10_001 }));
    await expect(state).rejects.toMatchObject({ retryAfterMs: 10_001 });
  });

  it('does not repeat what the server will answer the same way, nor on a dead connection', async () => {
    const { server, session: mailbox } = await session();
    for (const error of [
      failure('folder-missing', { scope: 'folder' }),
      failure('connection-lost'),
    ]) {
      const state = mailbox.folderState('X');
      server.next().fail(error);
      await expect(state).rejects.toBe(error);
    }
  });

  it('never repeats a write or a removal', async () => {
    const { clock, server, session: mailbox } = await session();
    const written = mailbox.writeBatch('X', [], gate);
    const removed = mailbox.removeItems('X', { generation: 1, ids: [1] });
    server.next().fail(busy);
    server.next().fail(busy);
    await expect(written).rejects.toBe(busy);
    await expect(removed).rejects.toBe(busy);
    expect(clock.sleeperCount).toBe(0);
  });

  it('sends a listing at the call and again while nothing of it was given out', async () => {
    const { clock, server, session: mailbox } = await session();
    const listing = mailbox.listItems('X')[Symbol.asyncIterator]();
    expect(server.sent).toEqual(['listItems X']);
    const page = listing.next();
    server.next().fail(busy);
    await settle();
    await clock.advance(300);
    expect(server.sent).toEqual(['listItems X', 'listItems X']);
    server.next().answer();
    await expect(page).resolves.toMatchObject({ done: false });
    const second = listing.next();
    await settle();
    server.next().fail(busy);
    await expect(second).rejects.toBe(busy);
    expect(clock.sleeperCount).toBe(0);
  });

  it('does not repeat behind another open iterable: they could wait for each other', async () => {
    const { clock, server, session: mailbox } = await session();
    const first = mailbox.listItems('X')[Symbol.asyncIterator]();
    const ahead = mailbox.listItems('Y')[Symbol.asyncIterator]();
    const page = first.next();
    server.next().fail(busy);
    await expect(page).rejects.toBe(busy);
    await ahead.return?.();
    expect(server.returned).toEqual(['listItems Y']);
    const state = mailbox.folderState('X');
    server.pending.splice(0, server.pending.length - 1);
    server.next().fail(busy);
    await settle();
    expect(clock.sleeperCount).toBe(1);
    await clock.advance(300);
    server.next().answer();
    await expect(state).resolves.toMatchObject({ nextId: 2 });
  });

  it('stops waiting when the session is aborted, with the error that made it wait', async () => {
    const { clock, server, session: mailbox } = await session();
    const listed = mailbox.listFolders();
    server.next().fail(busy);
    await settle();
    mailbox.abort();
    await expect(listed).rejects.toBe(busy);
    expect(clock.sleeperCount).toBe(0);
  });
});
