import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EwsMailbox,
  type EwsRequest,
  type EwsServer,
  type EwsServerOptions,
  type MessageSpec,
  type Misbehaviour,
  startEwsServer,
  startImapServer,
} from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commandLineEntry } from '../support/command-line.ts';
import { migrateOnce, runMailhaul } from './migrate-once.ts';

const address = 'ann@example.com';
const password = 'secret';
const twin = 7;

function mail(n: number): MessageSpec {
  const text =
    `From: a@example.com\r\nTo: b@example.com\r\nMessage-ID: <${n}@example.com>\r\n` +
    `Date: Mon, 01 Jan 2024 10:00:00 +0100\r\nSubject: number ${n}\r\nMIME-Version: 1.0\r\n\r\nbody ${n}\r\n`;
  return {
    bytes: text,
    internalDate: { epochSeconds: 1_700_000_000 + 60 * n, zoneMinutes: 60 },
    flags: n % 2 === 0 ? ['\\Seen', 'Project'] : ['\\Flagged'],
  };
}

const numbers = Array.from({ length: 60 }, (_, n) => n + 1);
const inbox = [...numbers, twin].map(mail);
const folders = [
  { path: ['INBOX'], messages: inbox },
  { path: ['Projects', '2024'], messages: [mail(101), mail(102)] },
  { path: ['Sent'], specialUse: '\\Sent', messages: [mail(103)] },
] as const;
const itemCount = inbox.length + 3;

interface Stage {
  readonly imap: string;
  readonly exchange: string;
  readonly mailbox: EwsMailbox;
  readonly back: Awaited<ReturnType<typeof startImapServer>>;
  readonly stateDir: string;
  readonly imapPort: number;
  readonly server: EwsServer;
  readonly backUrl: string;
}

/** An IMAP server with mail, an empty Exchange, and an empty IMAP mailbox for the way back. */
async function startStage(
  options: Partial<EwsServerOptions>,
  onRequest: (request: EwsRequest) => Misbehaviour | undefined = () => undefined,
): Promise<Stage> {
  const users = [
    { user: 'ann', password, folders },
    { user: 'back', password },
  ];
  const back = await startImapServer({ mailboxes: users });
  const server = await startEwsServer({
    mailboxes: [
      { address, password: 'her own' },
      { address: 'bob@example.com', password: 'his own' },
      { address: 'admin@example.com', password, mayImpersonate: true },
    ],
    onRequest,
    ...options,
  });
  const stateDir = mkdtempSync(join(tmpdir(), 'exchange-spec-'));
  onTestFinished(async () => {
    await Promise.all([back.stop(), server.stop()]);
    rmSync(stateDir, { recursive: true });
  });
  const login = `admin%40example.com:${password}@127.0.0.1:${server.port}${server.path}`;
  const imapUrl = (user: string) =>
    `imap://${user}:${password}@127.0.0.1:${back.port}?security=none`;
  return {
    imap: imapUrl('ann'),
    backUrl: imapUrl('back'),
    exchange: `exchange://${login}?security=none&mailbox=${encodeURIComponent(address)}&auth=basic`,
    mailbox: server.mailbox(address),
    ...{ back, stateDir, server, imapPort: back.port },
  };
}

function subjectsIn(mailbox: EwsMailbox, distinguishedId: string): number[] {
  return mailbox
    .distinguished(distinguishedId)
    .items.map(({ mime }) =>
      Number(/Subject: number (\d+)/.exec(Buffer.from(mime).toString())?.[1]),
    );
}

const sorted = (list: readonly number[]) => list.toSorted((a, b) => a - b);
const allOfInbox = sorted([...numbers, twin]);

describe('mailhaul and Exchange', () => {
  it('tests a connection', async () => {
    const { exchange } = await startStage({});
    const { exitCode, stdout } = await runMailhaul(['test', exchange]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Exchange 15.1');
    expect(stdout).toContain('(ApplicationImpersonation)');
    expect(stdout).toContain('were made and taken away');
  });

  it('copies there and back, verified, and nothing twice', async () => {
    const { imap, exchange, backUrl, mailbox, back, stateDir } = await startStage({ mime: 'kept' });
    const there = { source: imap, target: exchange, stateDir: join(stateDir, 'there') };
    for (const run of [1, 2]) {
      const { exitCode, stdout } = await migrateOnce(there);
      expect([run, exitCode, /Perfect/.test(stdout)]).toEqual([run, 0, true]);
      expect(subjectsIn(mailbox, 'inbox')).toEqual([...numbers, twin]);
      expect(subjectsIn(mailbox, 'sentitems')).toEqual([103]);
    }
    const [first, second] = mailbox.distinguished('inbox').items;
    expect(first).toMatchObject({ isRead: false, isDraft: false, categories: [] });
    expect(second).toMatchObject({ isRead: true, isDraft: false, categories: ['Project'] });
    expect(first?.receivedAt).toEqual(new Date(1_700_000_060_000));

    const home = { source: exchange, target: backUrl, stateDir: join(stateDir, 'home') };
    const { exitCode, stdout } = await migrateOnce(home);
    expect([exitCode, /Perfect/.test(stdout)]).toEqual([0, true]);
    expect(stdout).toContain('folder left out: Calendar (0): it holds no mail');
    const store = back.store.mailbox('back');
    const copies = store?.messages(['INBOX']) ?? [];
    expect(copies.map(({ bytes, flags, keywords }) => [String(bytes), flags, keywords])).toEqual(
      inbox.map(({ bytes, flags = [] }) => [
        String(bytes),
        flags.filter((flag) => flag.startsWith('\\')),
        flags.filter((flag) => !flag.startsWith('\\')),
      ]),
    );
  });

  it('copies all but what Exchange cannot hand out, and names that', async () => {
    const options = { mime: 'kept', isUnreadable: (number: number) => number === 13 } as const;
    const { exchange, backUrl, mailbox, back, stateDir } = await startStage(options);
    const target = mailbox.distinguished('inbox');
    for (const { bytes, internalDate } of inbox) {
      mailbox.addItem(target, {
        ...{ mime: Buffer.from(bytes), itemClass: 'IPM.Note', isRead: true, isDraft: false },
        ...{ categories: [], properties: new Map() },
        receivedAt: new Date((internalDate?.epochSeconds ?? 0) * 1000),
      });
    }
    const sides = { source: exchange, target: backUrl, stateDir: join(stateDir, 'state') };
    const { exitCode, stdout } = await migrateOnce(sides);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ 60 +0 +1 /);
    expect(back.mailbox('back').messages(['INBOX'])).toHaveLength(inbox.length - 1);
  });

  it('copies many mailboxes with one admin, as planned, and compares them again', async () => {
    const { imapPort, server, mailbox, stateDir } = await startStage({ mime: 'kept' });
    const pairs = join(stateDir, 'pairs.csv');
    const rows = [
      'source_user,source_password,target_user,target_password',
      `ann,${password},${address},${password}`,
      `back,${password},bob@example.com,${password}`,
    ];
    writeFileSync(pairs, rows.join('\n'));
    const words = [
      ...['--source', `imap://127.0.0.1:${imapPort}?security=none`, '--pairs', pairs],
      ...[
        '--target',
        `exchange://127.0.0.1:${server.port}?security=none&admin=admin%40example.com`,
      ],
    ];
    const state = ['--state', join(stateDir, 'state')];
    const plan = await runMailhaul(['migrate', ...words, ...state, '--dry-run']);
    expect([plan.exitCode, subjectsIn(mailbox, 'inbox')]).toEqual([0, []]);
    expect(plan.stdout).toContain('Sent Items');
    const { exitCode, stdout } = await runMailhaul(['migrate', ...words, ...state]);
    expect([exitCode, stdout.match(/Perfect/g)?.length]).toEqual([0, 2]);
    expect(subjectsIn(mailbox, 'inbox')).toEqual([...numbers, twin]);
    expect(subjectsIn(server.mailbox('bob@example.com'), 'inbox')).toEqual([]);
    const verified = await runMailhaul(['verify', ...words, ...state]);
    expect([verified.exitCode, verified.stdout.match(/Perfect/g)?.length]).toEqual([0, 2]);
  });

  it('copies to a server that makes MIME anew: nothing lost, nothing twice, and said so', async () => {
    const { imap, exchange, mailbox, stateDir } = await startStage({ mime: 'regenerated' });
    for (const run of [1, 2]) {
      const { stdout } = await migrateOnce({ source: imap, target: exchange, stateDir });
      expect([run, stdout]).toEqual([run, expect.stringContaining('Good: As good as it gets')]);
      expect(subjectsIn(mailbox, 'inbox')).toEqual([...numbers, twin]);
    }
    // With a state that knows nothing: what is there is known again.
    const again = { source: imap, target: exchange, stateDir: join(stateDir, 'again') };
    await migrateOnce(again);
    expect(sorted(subjectsIn(mailbox, 'inbox'))).toEqual(allOfInbox);
  });

  it('goes on where a server asks to wait, and loses answers to writes', async () => {
    let writeCount = 0;
    const { imap, exchange, mailbox, stateDir } = await startStage(
      { mime: 'regenerated' },
      ({ operation }) => {
        if (operation !== 'CreateItem') return undefined;
        writeCount += 1;
        if (writeCount === 3) return { kind: 'cut', afterBytes: 10 };
        const fault = { code: 'ErrorServerBusy', backOffMs: 300 };
        return writeCount === 2 ? { kind: 'fault', fault } : undefined;
      },
    );
    const { stdout } = await migrateOnce({ source: imap, target: exchange, stateDir });
    expect(writeCount).toBeGreaterThan(3);
    expect(stdout).toContain(`  ${itemCount}  `);
    expect(sorted(subjectsIn(mailbox, 'inbox'))).toEqual(allOfInbox);
  });

  it.for([
    ['before the server acts', 1],
    ['before the server acts', 2],
    ['while the server acts', 1],
    ['while the server acts', 3],
  ] as const)('is killed %s, at write %i: nothing lost, nothing twice', async ([when, nth]) => {
    let writeCount = 0;
    const migration: { process?: ChildProcess } = {};
    const { imap, exchange, mailbox, stateDir } = await startStage(
      { mime: 'regenerated' },
      ({ operation }) => {
        writeCount += operation === 'CreateItem' ? 1 : 0;
        if (operation !== 'CreateItem' || writeCount !== nth) return undefined;
        migration.process?.kill('SIGKILL');
        return when.startsWith('before') ? { kind: 'hang' } : { kind: 'cut', afterBytes: 0 };
      },
    );
    const sides = ['--source', imap, '--target', exchange, '--state', stateDir];
    const running = spawn(process.execPath, [...commandLineEntry(), 'migrate', ...sides], {
      stdio: 'ignore',
    });
    migration.process = running;
    await new Promise((resolve) => running.once('close', resolve));
    expect(running.signalCode).toBe('SIGKILL');
    await migrateOnce({ source: imap, target: exchange, stateDir });
    expect(sorted(subjectsIn(mailbox, 'inbox'))).toEqual(allOfInbox);
    expect(subjectsIn(mailbox, 'sentitems')).toEqual([103]);
  });
});
