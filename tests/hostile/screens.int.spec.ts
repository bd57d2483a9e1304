import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type ImapServer, type MailboxSpec, startImapServer } from '@mailhaul/mail-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMailhaul } from './run-mailhaul.ts';

const user = 'ann';
const password = 'secret';
/** What no terminal, no line and no spreadsheet cell may ever see: C0, DEL, C1, bidi marks, line separators. */
const unclean = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** Folder names of a source that means ill, decoded. */
const names = [
  '\u001b]0;owned\u0007title',
  '\u001b[2J\u001b[31mred',
  '\u009b31mc1 \u0090dcs\u009c',
  'right \u202eto left\u2066',
  'line\u2028two\u2029three',
  'carriage\rreturn\nfeed',
  '=cmd|calc!A1',
  '+1+1',
  '@SUM(A1)',
  '-2+3',
  '\t=tab',
  '..',
  'a..b',
  '~root',
  'CON',
  '%2e%2e%2f',
  '$(touch owned)',
  'con,ma"quote',
  '\ud800lone',
];

const words = 'no \u001b[2J\u009b31m\u202e=1+1';

describe('names and words of a server', () => {
  let source: ImapServer;
  let target: ImapServer;
  let folder = '';
  let args: string[] = [];
  const texts = new Map<string, { stdout: string; stderr: string; code: number | null }>();

  beforeAll(async () => {
    const mailbox: MailboxSpec = {
      user,
      password,
      folders: names.map((name, at) => ({
        path: at % 2 === 0 ? [name] : ['..', '..', name],
        messages: [{ bytes: `Subject: ${at}\r\n\r\nbody ${at}\r\n`, flags: ['\\Seen'] }],
      })),
    };
    source = await startImapServer({ mailboxes: [mailbox] });
    target = await startImapServer({
      mailboxes: [{ user, password }],
      behaviours: [
        {
          // Every third message is refused, in words that nobody should see as they are.
          beforeCommit: ({ name, count }) =>
            name === 'APPEND' && count % 3 === 0 ? { status: 'NO', text: words } : undefined,
        },
      ],
    });
    folder = mkdtempSync(join(tmpdir(), 'mailhaul-screens-'));
    const url = ({ host, port }: ImapServer) =>
      `imap://${user}:${password}@${host}:${port}?security=none`;
    args = ['--source', url(source), '--target', url(target)];
    const state = ['--state', join(folder, 'state')];
    const run = async (name: string, ...what: string[]) => {
      texts.set(name, await runMailhaul(what, folder));
    };
    await run('dry run', 'migrate', ...args, ...state, '--dry-run');
    await run('dry run, json', 'migrate', ...args, ...state, '--dry-run', '--json');
    await run('json', 'migrate', ...args, ...state, '--json');
    await run('lines', 'migrate', ...args, ...state);
    await run('verify', 'verify', ...args, ...state);
    await run('verify, json', 'verify', ...args, ...state, '--json');
    await run('status', 'status', ...state);
    await run('status, json', 'status', ...state, '--json');
    await run('test', 'test', url(source));
    await run('test, json', 'test', url(source), '--json');
  }, 60_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([source.stop(), target.stop()]);
  });

  it('reach no screen but as plain text', () => {
    for (const [name, { stdout, stderr, code }] of texts) {
      expect(`${stdout}${stderr}`.replaceAll(/\r?\n/g, ''), name).not.toMatch(unclean);
      expect([0, 1, 3, 4], name).toContain(code);
      for (const line of name.endsWith('json') ? stdout.split('\n').filter(Boolean) : []) {
        for (const text of textsIn(JSON.parse(line))) expect(text, name).not.toMatch(unclean);
      }
    }
    expect(texts.size).toBe(10);
  });

  it('reach no cell of a CSV log as a formula or as control codes', () => {
    const logs = join(folder, 'state', 'logs');
    const files = readdirSync(logs);
    const all = files.map((file) => readFileSync(join(logs, file), 'utf8')).join('');
    expect(all).toContain("'=cmd|calc");
    for (const file of files) {
      const text = readFileSync(join(logs, file), 'utf8');
      expect(text.replaceAll('\r\n', ''), file).not.toMatch(unclean);
      // Numbers of our own may be negative; nothing else begins like a formula, quoted or not.
      expect(text, file).not.toMatch(/(?:^|,)"?(?:[=+@]|-(?!\d))/m);
    }
  });

  it('name no file outside the state folder, nor any in it', () => {
    // Beside the state only the claims that keep two runs of one pair apart, named by the pair's id.
    const beside = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith('state/'));
    for (const path of beside) expect(path).toMatch(/^[\w./-]*\/at-work\/[\w-]+\.json$/);
    expect(
      readdirSync(join(folder, 'state')).filter(
        (name) => !/^(?:events\.sqlite.*|sealing\.key|pairs|logs)$/.test(name),
      ),
    ).toEqual([]);
    for (const inside of ['logs', 'pairs']) {
      for (const name of readdirSync(join(folder, 'state', inside))) {
        expect(name).toMatch(/^[\w@.-]+$/);
      }
    }
    expect(existsSync(join(process.cwd(), 'owned'))).toBe(false);
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}
