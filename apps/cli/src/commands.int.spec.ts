import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, temporaryHome } from './spec-support/run-cli.ts';
import { type TwoServers, sharedPassword, startTwoServers } from './spec-support/two-servers.ts';

const ann = 'ann@example.com';

describe('commands beside migrate', () => {
  let home: ReturnType<typeof temporaryHome>;
  let servers: TwoServers;
  beforeEach(async () => {
    home = temporaryHome();
    servers = await startTwoServers({ users: [ann], messageCount: 9 });
  });
  afterEach(async () => {
    await servers.stop();
    home.remove();
  });

  function environment(): Record<string, string> {
    return {
      XDG_DATA_HOME: home.path,
      MAILHAUL_SOURCE_PASSWORD: sharedPassword,
      MAILHAUL_TARGET_PASSWORD: sharedPassword,
    };
  }

  it('verify names what a person removed at the target, and exits with 1', async () => {
    const sides = ['--source', servers.url('source', ann), '--target', servers.url('target', ann)];
    const before = await runCli(['verify', ...sides, '--json'], { environment: environment() });
    expect(before.code).toBe(1);
    expect((await runCli(['migrate', ...sides], { environment: environment() })).code).toBe(0);
    const good = await runCli(['verify', ...sides, '--deep'], { environment: environment() });
    expect(good.stdout).toContain('Perfect');
    expect(good.code).toBe(0);
    const target = servers.target.mailbox(ann);
    target.removeMessages(['INBOX'], [target.messages(['INBOX'])[0]?.uid ?? 0]);
    const poor = await runCli(['verify', ...sides], { environment: environment() });
    expect(poor.code).toBe(1);
    expect(poor.stdout).toMatch(/Poor/u);
    expect(poor.stdout).toMatch(/1 item is missing at the target/u);
    expect(poor.stdout).not.toContain('copies only what is new');
  });

  it('test shows each step, and the remedy of the one that fails', async () => {
    const good = await runCli(['test', servers.url('source', ann)], {
      environment: { MAILHAUL_PASSWORD: sharedPassword },
    });
    expect(good.stdout).toMatch(/✓ sign-in/u);
    expect(good.stdout).toContain('All is well');
    expect(good.code).toBe(0);
    const bad = await runCli(['test', servers.url('source', ann)], {
      environment: { MAILHAUL_PASSWORD: 'nope' },
    });
    expect(bad.code).toBe(3);
    expect(bad.stdout).toMatch(/✗ sign-in[^]*what to do: /u);
    const gone = await runCli(['test', 'imap://u:p@127.0.0.1:1?security=none', '--json']);
    expect(gone.code).toBe(3);
    expect(JSON.parse(gone.stdout)).toMatchObject({
      ok: false,
      steps: [{ name: 'resolve', ok: true }, { name: 'connect' }],
    });
  });

  it('refuses wrong use with 2 and a hint', async () => {
    const cases: [string[], RegExp][] = [
      [['migrate'], /--source and --target, or --pairs/u],
      [
        ['migrate', '--source', 'nonsense', '--target', 'imaps://u:p@h'],
        /--source is not a connection URL/u,
      ],
      [['migrate', '--source', 'imaps://u:p@h?x=1', '--target', 'imaps://v:p@h'], /parameter/u],
      [['migrate', '--source', 'imaps://u:p@h', '--target', 'imaps://u:p@h'], /same mailbox/u],
      [['migrate', '--source', 'imaps://u@h', '--target', 'imaps://v:p@h'], /no password for u@h/u],
      [['migrate', '--sauce', 'x'], /unknown option '--sauce'/u],
      [
        ['migrate', '--source', 'imaps://u:p@h', '--target', 'imaps://v:p@h', '--connections', '9'],
        /--connections/u,
      ],
      [['frobnicate'], /unknown command/u],
      [['status', '--state', home.path], /no state/u],
    ];
    for (const [args, words] of cases) {
      const run = await runCli(args, { environment: { XDG_DATA_HOME: home.path } });
      expect(run.stderr).toMatch(words);
      expect([args[0], run.code]).toEqual([args[0], 2]);
    }
    expect((await runCli(['--help'])).code).toBe(0);
  });

  it('the demo ends Perfect for each of its mailboxes', async () => {
    const run = await runCli(['demo'], { environment: { XDG_DATA_HOME: home.path } });
    expect(run.code).toBe(0);
    expect(run.stdout.match(/Perfect/gu)).toHaveLength(3);
    expect(run.stdout).toContain('Now try servers of your own');
  });
});
