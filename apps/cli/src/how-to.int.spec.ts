import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCorpus, loadCorpus, nastyCorpus } from '@mailhaul/testing/corpus';
import {
  type DovecotOptions,
  anyUserPassword,
  startCyrus,
  startDovecot,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { documentedLines } from './spec-support/documented-lines.ts';
import { runCli } from './spec-support/run-cli.ts';

const root = new URL('../../../', import.meta.url);
const page = 'docs/how-to/migrate-imap.md';
const lines = documentedLines(root, page).filter(({ isInBlock }) => isInBlock);
const users = ['ann@example.com', 'bob@example.com'];
const adminPassword = 'master-secret';

/** What the page says of the master user, but for its file of names. */
const masterUser = `
auth_master_user_separator = *
passdb {
  driver = static
  args = password=${adminPassword}
  master = yes
  result_success = continue
}
`;

/** A server as a reader of the page has it. */
interface Side {
  /** `imaps://…@HOST?…` of the page, led to the server of the test. */
  readonly lead: (url: URL) => void;
  readonly port: number;
  stop(): Promise<void>;
}

async function dovecot(options: DovecotOptions): Promise<Side> {
  const server = await startDovecot({ tls: true, ...options });
  const pin = new X509Certificate(server.certificate ?? '').fingerprint256;
  return {
    port: server.port,
    stop: () => server.stop(),
    lead(url) {
      url.host = `127.0.0.1:${server.tlsPort}`;
      const others = url.search.replace('?', '').split('&');
      const kept = others.filter((each) => each !== '' && !each.startsWith('pin='));
      url.search = [...kept, `pin=${pin}`].join('&');
    },
  };
}

async function cyrus(): Promise<Side> {
  const server = await startCyrus({ headers8bit: 'kept' });
  return {
    port: server.port,
    stop: () => server.stop(),
    lead(url) {
      url.host = `127.0.0.1:${server.port}`;
      url.search = [...url.search.replace('?', '').split('&'), 'security=none']
        .filter((each) => each !== '')
        .join('&');
    },
  };
}

let folder = '';
let sides: Side[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailhaul-how-to-'));
  mkdirSync(join(folder, 'secrets'));
  const own = ['ann.txt', 'ann-new.txt', 'secrets/ann.txt', 'secrets/ann-new.txt'];
  for (const name of [...own, 'secrets/bob.txt', 'secrets/bob-new.txt'])
    writeFileSync(join(folder, name), `${anyUserPassword}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'admin.txt'), `${adminPassword}\n`, { mode: 0o600 });
  // The administrator of Cyrus here has the password of all.
  writeFileSync(join(folder, 'admin-new.txt'), `${adminPassword}\n`, { mode: 0o600 });
});
afterEach(async () => {
  await Promise.all(sides.map((side) => side.stop()));
  sides = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(source: Promise<Side>, target: Promise<Side>): Promise<[Side, Side]> {
  const both: [Side, Side] = [await source, await target];
  sides = both;
  return both;
}

/** Writes pairs.csv as the page shows it, or with the user names alone. */
function writePairs(isWithPasswords: boolean): void {
  const shown = /```csv\n([^`]+)```/u.exec(readFileSync(new URL(page, root), 'utf8'))?.[1] ?? '';
  const names = ['source_user,target_user', ...users.map((user) => `${user},${user}`)].join('\n');
  writeFileSync(join(folder, 'pairs.csv'), isWithPasswords ? shown : `${names}\n`);
}

async function fill(
  port: number,
  style: { separator: string; prefix: string },
  corpus: ReturnType<typeof nastyCorpus>,
): Promise<void> {
  for (const user of users)
    await loadCorpus(corpus, { host: '127.0.0.1', port, user, password: anyUserPassword }, style);
}

/** Runs every command line below that heading, in its order; gives what each printed. */
async function runBelow(heading: string | RegExp, both: [Side, Side]): Promise<string[]> {
  const meant = lines.filter((line) =>
    typeof heading === 'string' ? line.heading === heading : heading.test(line.heading),
  );
  expect(meant.length).toBeGreaterThan(0);
  const printed: string[] = [];
  for (const { place, args } of meant) {
    const { code, stdout, stderr } = await runCli(
      args.map((each) => led(each, both)),
      { cwd: folder, environment: { XDG_DATA_HOME: folder, HOME: folder } },
    );
    expect(code, `${place}\n${stdout}\n${stderr}`).toBe(0);
    printed.push(stdout);
    if (args[0] === 'migrate' && !args.includes('--dry-run') && !args.includes('--quiet'))
      expect(stdout.match(/Perfect/gu), place).toHaveLength(users.length);
  }
  return printed;
}

function led(argument: string, [source, target]: [Side, Side]): string {
  if (!argument.startsWith('imaps://')) return argument;
  const url = new URL(argument);
  (url.hostname === 'new.example.com' ? target : source).lead(url);
  const isPlain = url.search.includes('security=none');
  return isPlain ? url.href.replace('imaps:', 'imap:') : url.href;
}

describeWithServer('dovecot', 'the how-to of a migration, its command lines run', () => {
  it('the steps', { timeout: 300_000 }, async () => {
    const both = await start(dovecot({}), dovecot({ format: 'sdbox' }));
    writePairs(true);
    await fill(
      both[0].port,
      { separator: '/', prefix: '' },
      nastyCorpus({ seed: 5, messages: 60 }),
    );
    const printed = await runBelow(/^\d\. /u, both);
    expect(printed.at(-1)).toMatch(/Perfect/u);
    const logs = readdirSync(join(folder, 'state/logs'));
    for (const user of users) expect(logs.some((name) => name.startsWith(user))).toBe(true);
    const status = await runCli(['status', '--state', 'state'], { cwd: folder });
    expect(status.stdout).toContain('bob@example.com');
  });

  it('from a hoster: a prefix before every name, few connections, a pinned certificate', async () => {
    const source = dovecot({ separator: '.', prefix: 'INBOX.', userIpConnectionsMax: 3 });
    const both = await start(source, dovecot({}));
    writePairs(true);
    const style = { separator: '.', prefix: 'INBOX.' };
    await fill(both[0].port, style, nastyCorpus({ seed: 6, messages: 30 }));
    await runBelow('From a hoster (cPanel, Plesk and the like)', both);
  });

  it('with master users on both sides', async () => {
    const both = await start(
      dovecot({ extraConfig: masterUser }),
      dovecot({ extraConfig: masterUser }),
    );
    writePairs(false);
    await fill(
      both[0].port,
      { separator: '/', prefix: '' },
      nastyCorpus({ seed: 7, messages: 30 }),
    );
    await runBelow('From or to Dovecot with a master user', both);
  });
});

describeWithServer('cyrus', 'the how-to of a migration to Cyrus, its command lines run', () => {
  it('with its administrator', async () => {
    const both = await start(dovecot({ extraConfig: masterUser }), cyrus());
    writePairs(false);
    writeFileSync(join(folder, 'admin-new.txt'), `${anyUserPassword}\n`, { mode: 0o600 });
    await fill(
      both[0].port,
      { separator: '/', prefix: '' },
      benchCorpus({ seed: 8, messages: 30 }),
    );
    await runBelow('From or to Cyrus', both);
  });
});
