import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayAnswer } from '@mailhaul/mail-servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailhaulPath } from './spec-support/run-cli.ts';
import { type TwoServers, sharedPassword, startTwoServers } from './spec-support/two-servers.ts';

/** A Node that is older than the program needs, where this machine has one. */
function oldNode(): string | undefined {
  const candidates = ['/usr/bin/node', '/usr/local/bin/node'].filter((path) => existsSync(path));
  return candidates.find((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return /^v2[01]\./u.test(stdout);
  });
}

/** A process that has ended and waits to be fetched (state Z) is not alive. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

describe('bin/mailhaul.mjs on an old Node', () => {
  const ann = 'ann@example.com';
  const old = oldNode();
  let servers: TwoServers;
  let home = '';
  beforeEach(async (context) => {
    if (old === undefined) context.skip('there is no Node 20 or 21 on this machine');
    home = mkdtempSync(join(tmpdir(), 'mailhaul-launcher-'));
    servers = await startTwoServers({
      users: [ann],
      messageCount: 40,
      target: { behaviours: [delayAnswer(1000, 'APPEND')] },
    });
  });
  afterEach(async () => {
    if (home === '') return;
    await servers.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** Started by the old Node, at work on the newer one. */
  async function start(): Promise<{ child: ReturnType<typeof spawn>; worker: number }> {
    const args = [
      'migrate',
      '--source',
      servers.url('source', ann),
      '--target',
      servers.url('target', ann),
    ];
    const child = spawn(old ?? '', ['--conditions=mailhaul-source', mailhaulPath, ...args], {
      env: {
        ...process.env,
        XDG_DATA_HOME: home,
        MAILHAUL_SOURCE_PASSWORD: sharedPassword,
        MAILHAUL_TARGET_PASSWORD: sharedPassword,
      },
      stdio: 'ignore',
    });
    while (servers.target.commandCount('APPEND') === 0) await sleep(10);
    const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
    return { child, worker: Number(stdout.trim()) };
  }

  it('passes the exit code and SIGTERM on', async () => {
    const { child } = await start();
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(4);
  });

  it('leaves nothing at work behind when it is killed', async () => {
    const { child, worker } = await start();
    expect(isAlive(worker)).toBe(true);
    child.kill('SIGKILL');
    const deadlineMs = performance.now() + 700;
    while (isAlive(worker) && performance.now() < deadlineMs) await sleep(10);
    expect(isAlive(worker)).toBe(false);
  });
});
