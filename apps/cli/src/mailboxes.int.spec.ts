import { startEwsServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import { parsePairsCsv } from './pairs/pairs-csv.ts';
import { runCli } from './spec-support/run-cli.ts';

const password = 'secret';
const environment = { MAILHAUL_PASSWORD: password };

async function exchangeWith(count: number): Promise<string> {
  const named = (n: number) => `bob${String(n).padStart(3, '0')}@example.com`;
  const server = await startEwsServer({
    mailboxes: ['ann@example.com', ...Array.from({ length: count }, (_, n) => named(n))].map(
      (address) => ({ address, password }),
    ),
  });
  onTestFinished(() => server.stop());
  return `exchange://ann%40example.com@127.0.0.1:${server.port}${server.path}?security=none`;
}

it('mailboxes shows who is in the directory, and that these are all', async () => {
  const url = await exchangeWith(2);
  const run = await runCli(['mailboxes', url, '--search', 'bob'], { environment });
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/Address +Name +Kind/u);
  expect(run.stdout).toMatch(/bob000@example\.com +bob000@example\.com +mailbox\n/u);
  expect(run.stderr).toContain('2 mailboxes found. The server says that these are all.');
});

it('mailboxes gives rows for pairs.csv, and says where there may be more', async () => {
  const url = await exchangeWith(700);
  const run = await runCli(['mailboxes', url, '--search', '', '--csv'], { environment });
  expect(run.code).toBe(0);
  const rows = parsePairsCsv(run.stdout);
  expect(rows).toHaveLength(500);
  expect(rows.find(({ cells }) => cells.source_user === 'bob007@example.com')?.cells).toEqual({
    source_user: 'bob007@example.com',
    target_user: 'bob007@example.com',
  });
  expect(run.stderr).toContain('There may be more: a search ends at 500.');
});

it('mailboxes as JSON, also of what fails', async () => {
  const url = await exchangeWith(1);
  const good = await runCli(['mailboxes', url, '--search', 'bob', '--json'], { environment });
  const name = 'bob000@example.com';
  expect(JSON.parse(good.stdout)).toEqual({
    ...{ ok: true, limit: null },
    entries: [{ address: name, name, kind: 'mailbox' }],
  });
  const wrong = { environment: { MAILHAUL_PASSWORD: 'wrong' } };
  const bad = await runCli(['mailboxes', url, '--search', 'bob', '--json'], wrong);
  expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([
    3,
    { ok: false, error: { code: 'sign-in-rejected' } },
  ]);
});

it('mailboxes of an IMAP server: told that it has no directory', async () => {
  const run = await runCli(['mailboxes', 'imaps://ann@127.0.0.1', '--search', 'bob'], {
    environment,
  });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('IMAP servers have no directory');
});
