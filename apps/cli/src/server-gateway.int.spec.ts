import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Pair } from '@mailhaul/contracts';
import { startEwsServer } from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type GatewayStage, gatewayStage } from './spec-support/gateway-stage.ts';
import { startCli } from './spec-support/run-cli.ts';
import { sharedPassword, startTwoServers } from './spec-support/two-servers.ts';

const ann = 'ann@example.com';

/** Two connections and a job of two mailboxes, all by the command line. */
async function prepared(): Promise<GatewayStage> {
  const stage = await gatewayStage();
  const servers = await startTwoServers({ users: [ann], messageCount: 3 });
  onTestFinished(() => servers.stop());
  await good(stage, 'tenants', 'create', 'acme', '--name', 'Acme');
  for (const [name, { port }] of [
    ['Old', servers.source],
    ['New', servers.target],
  ] as const) {
    const where = ['--host', '127.0.0.1', '--port', `${port}`, '--security', 'none'];
    await good(stage, 'connections', 'add', name, ...where);
  }
  await good(stage, 'jobs', 'create', 'Spring', '--source', 'Old', '--target', 'New');
  await good(stage, 'pairs', 'import', csv(stage, [ann, 'bob@example.com']));
  return stage;
}

async function good(stage: GatewayStage, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.run(...args);
  expect([args.join(' '), code, stderr]).toEqual([args.join(' '), 0, '']);
  return stdout;
}

function csv(stage: GatewayStage, users: readonly string[], more = ''): string {
  const path = join(stage.folder, 'pairs.csv');
  const rows = users.map((user) => `${user},${user}\n`).join('');
  writeFileSync(path, `source,target\n${rows}${more}`);
  return path;
}

describe('the command line and the real gateway', () => {
  it('goes from an empty server to a running job', async () => {
    const stage = await prepared();
    expect(await good(stage, 'tenants', 'list')).toMatch(/acme +Acme +1 +2/u);
    expect(await good(stage, 'connections', 'list')).toMatch(
      /Old +untested +127\.0\.0\.1:\d+ +none/u,
    );
    expect(await good(stage, 'pairs', 'list')).toMatch(/ann@example\.com +Ready/u);
    expect(await good(stage, 'jobs', 'start', 'spring')).toMatch(/Spring is running/u);
    const again = await stage.run('jobs', 'start', 'spring');
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('The job is running')]);
    // To see it once more is no wish to start it twice.
    const watched = stage.begin('jobs', 'start', 'spring', '--watch');
    await watched.until(() => watched.stderr().includes('total, 0/2 done'));
    watched.child.kill('SIGINT');
    expect((await watched.ended).code).toBe(4);
    expect(await good(stage, 'jobs', 'pause', 'spring')).toMatch(/Spring is paused/u);
    expect(await good(stage, 'jobs', 'show', 'spring')).toMatch(/source: +Old\ntarget: +New/u);
    expect(JSON.parse(await good(stage, 'jobs', 'list', '--json')) as Job).toMatchObject({
      ...{ name: 'Spring', status: 'paused', pairs: 2, run: 1 },
    });
  });

  it('tests a connection up to the sign-in', async () => {
    const stage = await prepared();
    const password = join(stage.folder, 'password');
    const test = ['connections', 'test', 'Old', '--mailbox', ann, '--password-file', password];
    writeFileSync(password, sharedPassword, { mode: 0o600 });
    expect(await good(stage, ...test)).toMatch(/✓ Sign in[^]*All is well/iu);
    writeFileSync(password, 'wrong', { mode: 0o600 });
    const { code, stdout } = await stage.run(...test);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/✗ Sign in[^]*what to do: /iu)]);
    expect(await good(stage, 'connections', 'list')).not.toContain('wrong');
  });

  it('defines, changes and tests a connection of Exchange', async () => {
    const stage = await prepared();
    const root = { address: 'root@example.com', password: 'top', mayImpersonate: true };
    const mailboxes = [root, { address: ann, password: 'hers' }];
    const exchange = await startEwsServer({ mailboxes });
    onTestFinished(() => exchange.stop());
    const password = join(stage.folder, 'password');
    writeFileSync(password, root.password, { mode: 0o600 });
    const where = ['--kind', 'exchange', '--host', '127.0.0.1', '--port', `${exchange.port}`];
    const who = ['--security', 'none', '--admin', root.address, '--password-file', password];
    const all = [...where, ...who, '--mailbox-kind', 'shared', '--path', exchange.path];
    await good(stage, 'connections', 'add', 'Exchange', ...all);
    expect(await good(stage, 'connections', 'list')).toMatch(/Exchange +untested .* Exchange +0/u);
    const test = ['connections', 'test', 'Exchange', '--mailbox', ann];
    expect(await good(stage, ...test)).toMatch(/! Find the server[^]*ApplicationImpersonation/u);
    await good(stage, 'connections', 'edit', 'Exchange', '--access', 'delegate');
    const { code, stdout } = await stage.run(...test);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/✗ Open the mailbox/u)]);
    const wrong = await stage.run('connections', 'add', 'X', '--host', 'x', '--kind', 'pop');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--kind')]);
  });

  it('imports all rows or none, and names line and column', async () => {
    const stage = await prepared();
    const bad = csv(stage, ['carla@example.com'], 'dirk@example.com,\n');
    const { code, stderr } = await stage.run('pairs', 'import', bad);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/line 3, target: .*\n {2}what to do: /u),
    ]);
    const carla = csv(stage, [ann, 'carla@example.com']);
    expect(await good(stage, 'pairs', 'import', carla)).toBe(
      'Spring: 1 mailbox added, 0 updated, 1 unchanged.\n',
    );
  });

  it('does things with mailboxes, and says why it does not', async () => {
    const stage = await prepared();
    expect(await good(stage, 'pairs', 'priority', '2', 'ann')).toContain('1 mailbox');
    expect(await good(stage, 'pairs', 'hold', '--all')).toContain('2 mailboxes held');
    expect(JSON.parse(await good(stage, 'pairs', 'show', 'ann', '--json')) as Pair).toMatchObject({
      ...{ source: ann, priority: 2, isHeld: true },
    });
    expect(await good(stage, 'pairs', 'release', 'ann', 'bob')).toContain('2 mailboxes released');
    expect(await good(stage, 'pairs', 'remove', 'bob', '--yes')).toContain('1 mailbox removed');
    const delta = await stage.run('jobs', 'delta', 'spring');
    expect([delta.code, delta.stderr]).toEqual([
      5,
      expect.stringMatching(/what to do: [^]*request: /u),
    ]);
    const used = await stage.run('connections', 'delete', 'Old', '--yes');
    expect(used.code).toBe(5);
    expect(await good(stage, 'jobs', 'delete', 'spring', '--yes')).toContain('is deleted');
    expect(await good(stage, 'connections', 'delete', 'Old', '--yes')).toContain('is deleted');
  });

  it('changes of a job what is named, and nothing else', async () => {
    const stage = await prepared();
    const shown = async () =>
      JSON.parse(await good(stage, 'jobs', 'show', 'spring', '--json')) as Job;
    const before = await shown();
    const edit = (...args: readonly string[]) => good(stage, 'jobs', 'edit', 'spring', ...args);
    const words = await edit('--max-size', '25MB', '--no-verify', '--include-folder', 'INBOX');
    expect(words).toContain('Largest item: – → Items up to 25.0 MB (from the next pass)');
    expect(words).toContain('Verification: yes → no (from the next pass)');
    expect(words).toMatch(/Now: not verified; items up to 25\.0 MB; only folders INBOX/u);
    expect(await good(stage, 'jobs', 'show', 'spring')).toContain('Items up to 25.0 MB: 0');
    await edit(
      '--newer-than',
      '30d',
      '--kind',
      'mail',
      '--only-unread',
      '--exclude-folder',
      '#Junk',
    );
    expect((await shown()).options).toMatchObject({
      ...{ ageDaysMax: 30, itemKinds: ['mail'], readState: 'unread', excludeFolders: ['#Junk'] },
    });
    await edit('--since', '2024-01-31');
    expect((await shown()).options).not.toHaveProperty('ageDaysMax');
    const own = ['since', 'kind', 'only-unread', 'exclude-folder'];
    await edit(...own.flatMap((option) => ['--clear', option]));
    await edit('--name', 'Spring 2', '--newest-first', '--folder-map', 'Sent Items=Sent');
    expect(await shown()).toMatchObject({
      ...{ name: 'Spring 2', sourceConnectionId: before.sourceConnectionId },
      options: {
        ...before.options,
        ...{ itemBytesMax: 25e6, verifies: false, includeFolders: ['INBOX'] },
        ...{ order: 'newest-first', folderMap: { 'Sent Items': 'Sent' } },
      },
    });
    const all = ['--clear', 'max-size', '--clear', '--include-folder', '--clear', 'folder-map'];
    await edit('--verify', '--oldest-first', ...all);
    expect((await shown()).options).toEqual(before.options);
    for (const [wrong, why] of [
      [[], /nothing is to be changed/u],
      [['--clear', 'name'], /no option that can be cleared/u],
      [['--newest-first', '--oldest-first'], /exclude each other/u],
      [['--only-read', '--only-unread'], /exclude each other/u],
      [['--min-size', '9MB', '--max-size', '8MB'], /--max-size is less than --min-size/u],
      [
        ['--newer-than', '30d', '--older-than', '40'],
        /--newer-than is not more than --older-than/u,
      ],
      [['--newer-than', '30d', '--since', '9d'], /--newer-than stands beside --since/u],
      [['--since', '2024-01-31', '--before', '2024-01-31'], /--before is not after --since/u],
      [['--kind', 'letters'], /--kind/u],
      [['--exclude-folder', '#Posteingang'], /no well-known folder: they are #Inbox/u],
    ] as const) {
      const { code, stderr } = await stage.run('jobs', 'edit', 'spring', ...wrong);
      expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
    }
    await good(stage, 'jobs', 'start', 'spring');
    const moved = await stage.run('jobs', 'edit', 'spring', '--source', 'New', '--target', 'Old');
    expect([moved.code, moved.stderr]).toEqual([5, expect.stringMatching(/what to do: /u)]);
  });

  it('takes which server is asked before the command as well', async () => {
    const stage = await prepared();
    const first = startCli(
      ['--server', stage.url, '--token-file', join(stage.folder, 'token'), 'jobs', 'list'],
      {},
    );
    expect((await first.ended).code).toBe(0);
    expect(first.stdout()).toContain('Spring');
    for (const args of [
      ['--server', stage.url, 'status'],
      ['--json', 'status'],
    ]) {
      const other = startCli(args, {});
      expect((await other.ended).code).toBe(2);
      expect(other.stderr() + other.stdout()).toContain('which asks no server');
    }
  });

  it('delivers reports, logs and news', async () => {
    const stage = await prepared();
    expect(await good(stage, 'report', 'overall')).toContain('Spring');
    expect(await good(stage, 'report', 'job', 'spring')).toContain(ann);
    expect((await good(stage, 'report', 'pair', 'ann')).trim().split('\n')).toHaveLength(1);
    expect((await good(stage, 'log', 'ann')).trim().split('\n')).toHaveLength(1);
    expect(await good(stage, 'news', 'list')).toBe('No news.\n');
    expect(await good(stage, 'news', 'clear', '--all')).toBe('0 entries cleared.\n');
  });

  it('follows what others do', async () => {
    const stage = await prepared();
    await good(stage, 'jobs', 'start', 'spring');
    const run = stage.begin('watch', 'spring', '--json');
    await run.until(() => run.stdout().includes('"event":"job"'));
    await good(stage, 'jobs', 'pause', 'spring');
    await run.until(() => run.stdout().includes('"status":"paused"'));
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(4);
  });

  it('refuses a token that is not known', async () => {
    const stage = await gatewayStage();
    const path = join(stage.folder, 'other');
    writeFileSync(path, 'not-a-token', { mode: 0o600 });
    const { code, stderr } = await stage.run('jobs', 'list', '--token-file', path);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^mailhaul: [^]*what to do: /u)]);
  });
});
