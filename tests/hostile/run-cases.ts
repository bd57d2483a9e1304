import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImapServer, type MailboxSpec, startImapServer } from '@mailhaul/mail-servers';
import { mails } from '../support/numbered-mail.ts';
import type { HostileCase } from './hostile-case.ts';
import { runMailhaul } from './run-mailhaul.ts';

const password = 'secret';
/** What stands in every source mailbox. */
export const sourceFolders = [
  { path: ['INBOX'], messages: mails(1, 5) },
  { path: ['Work'], messages: mails(6, 8) },
];
export const sourceItemCount = 8;

/** How a mailbox ended, of the event that tells it. */
export interface CaseEnd {
  readonly end: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly totals: {
    readonly migrated: number;
    readonly failed: number;
    readonly pending: number;
  };
  readonly verification: { readonly grade: string } | null;
}

export interface CasesRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** In the order of the cases; those of the healthy mailboxes behind them. */
  readonly ends: readonly CaseEnd[];
  readonly peakMb: number;
  readonly tookMs: number;
  /** How many messages the target of that case really holds. */
  readonly stored: readonly number[];
}

export const healthyCount = 3;

/** Writes the peak memory of the process that loads it to a file, at its end. */
const probe = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS/1024)))`;

/**
 * One run of the real command line over all cases at the same time, each mailbox with a hostile server on one side,
 * and some healthy mailboxes among them.
 */
export async function runCases(
  cases: readonly Pick<HostileCase, 'side' | 'server' | 'security'>[],
  options: readonly string[] = [],
): Promise<CasesRun> {
  const all = [
    ...cases,
    ...Array.from({ length: healthyCount }, () => ({
      side: undefined,
      server: {},
      security: undefined,
    })),
  ];
  const users = all.map((_, at) => `user${at}`);
  const filled = (user: string): MailboxSpec => ({ user, password, folders: sourceFolders });
  const source = await startImapServer({ mailboxes: users.map(filled) });
  const target = await startImapServer({
    firstUidValidity: 77_000,
    mailboxes: users.map((user) => ({ user, password })),
  });
  const hostile = await Promise.all(
    all.map(async ({ side, server }, at): Promise<ImapServer | undefined> => {
      const user = users[at] ?? '';
      if (side === undefined) return undefined;
      const mailbox = side === 'source' ? filled(user) : { user, password };
      return await startImapServer({ firstUidValidity: 99_000, ...server, mailboxes: [mailbox] });
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-hostile-'));
  try {
    const serverOf = (at: number, side: 'source' | 'target'): ImapServer => {
      const own = all[at]?.side === side ? hostile[at] : undefined;
      return own ?? (side === 'source' ? source : target);
    };
    const urlAt = (at: number, side: 'source' | 'target'): string => {
      const security = all[at]?.side === side ? all[at]?.security : undefined;
      return urlOf(serverOf(at, side), security);
    };
    const rows = users.map((user, at) =>
      [urlAt(at, 'source'), user, password, urlAt(at, 'target'), user, password].join(','),
    );
    const pairs = join(folder, 'pairs.csv');
    const header = 'source_url,source_user,source_password,target_url,target_user,target_password';
    writeFileSync(pairs, `${[header, ...rows].join('\n')}\n`, { mode: 0o600 });
    const started = performance.now();
    const run = await runChild(folder, ['migrate', '--pairs', pairs, ...options]);
    const tookMs = performance.now() - started;
    const ends = new Map<number, CaseEnd>();
    for (const line of run.stdout.split('\n').filter((text) => text.startsWith('{'))) {
      const event = JSON.parse(line) as CaseEnd & { event: string; mailbox: number };
      if (event.event === 'mailbox-finished') ends.set(event.mailbox, event);
    }
    return {
      ...run,
      tookMs,
      ends: users.flatMap((_, at) => ends.get(at) ?? []),
      stored: users.map((user, at) => storedIn(serverOf(at, 'target'), user)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const server of [source, target, ...hostile]) await server?.stop();
  }
}

async function runChild(folder: string, args: readonly string[]) {
  const peakFile = join(folder, 'peak');
  const more = ['--state', join(folder, 'state'), '--json', '--parallel', '64'];
  const run = await runMailhaul([...args, ...more], folder, {
    args: ['--import', `data:text/javascript,${encodeURIComponent(probe)}`],
    environment: { PEAK_FILE: peakFile },
  });
  return { ...run, exitCode: run.code, peakMb: Number(readFileSync(peakFile, 'utf8')) };
}

function urlOf({ host, port }: ImapServer, security = 'none'): string {
  return `imap://${host}:${port}?security=${security}`;
}

function storedIn(server: ImapServer, user: string): number {
  const mailbox = server.mailbox(user);
  return mailbox
    .folders()
    .filter(({ canHoldMessages }) => canHoldMessages)
    .reduce((sum, { path }) => sum + mailbox.messages(path).length, 0);
}
