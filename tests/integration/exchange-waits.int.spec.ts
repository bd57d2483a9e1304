import { startEwsServer, startImapServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { migrateOnce } from './migrate-once.ts';

const password = 'secret';
const address = 'ann@example.com';
const busy = { kind: 'answer', status: 503, headers: { 'Retry-After': '2' } } as const;

it.each([
  ['source', 'GetItem'],
  ['target', 'CreateItem'],
  ['target', 'GetFolder'],
] as const)(
  'an Exchange that is busy, as %s, at its first %s: shown with its time, and nothing is sent before',
  async (side, refusedOperation) => {
    const folders = [{ path: ['INBOX'], messages: mails(1, 60) }];
    const imap = await startImapServer({
      mailboxes: [{ user: 'ann', password, folders: side === 'target' ? folders : [] }],
    });
    const askedMs: number[] = [];
    let refusedMs = Infinity;
    const exchange = await startEwsServer({
      mailboxes: [{ address, password }],
      mime: 'kept',
      onRequest: ({ operation }) => {
        const nowMs = performance.now();
        if (operation === refusedOperation && refusedMs === Infinity) {
          refusedMs = nowMs;
          return busy;
        }
        if (refusedMs !== Infinity) askedMs.push(nowMs);
        return undefined;
      },
    });
    const { path: stateDir, remove } = temporaryFolder('exchange-waits');
    onTestFinished(async () => {
      await Promise.all([imap.stop(), exchange.stop()]);
      remove();
    });
    const mailbox = exchange.mailbox(address);
    const inbox = mailbox.distinguished('inbox');
    if (side === 'source')
      for (const { bytes } of mails(1, 60)) {
        mailbox.addItem(inbox, {
          ...{ mime: Buffer.from(bytes), itemClass: 'IPM.Note', isRead: true, isDraft: false },
          ...{ receivedAt: new Date(1.7e12), categories: [], properties: new Map() },
        });
      }
    const login = `${encodeURIComponent(address)}:${password}@127.0.0.1:${exchange.port}${exchange.path}`;
    const there = `exchange://${login}?security=none&auth=basic`;
    const other = { port: imap.port, user: 'ann', password };
    const sides =
      side === 'target' ? { source: other, target: there } : { source: there, target: other };
    const { exitCode, stdout } = await migrateOnce({ ...sides, stateDir }, ['--json']);
    expect(exitCode).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; reason?: string; until?: string });
    const waits = events.filter(({ event }) => event === 'waiting');
    expect(waits).toContainEqual(
      expect.objectContaining({
        reason: 'server-asked-to-wait',
        until: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      }),
    );
    expect((askedMs[0] ?? 0) - refusedMs).toBeGreaterThanOrEqual(1990);
    const copied =
      side === 'target'
        ? inbox.items.map(({ mime }) =>
            Number(/number (\d+)/.exec(Buffer.from(mime).toString())?.[1]),
          )
        : numbersIn(imap, 'INBOX');
    expect(copied.toSorted((a, b) => a - b)).toEqual(range(1, 60));
  },
);
