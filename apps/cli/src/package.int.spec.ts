import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startEwsServer } from '@mailhaul/mail-servers';
import { startSocksProxy } from '@mailhaul/testing/proxies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TwoServers,
  bodiesOf,
  sharedPassword,
  startTwoServers,
} from './spec-support/two-servers.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const packedBytesMax = 10e6;
/** From the start of the process to the first byte on the wire, in processor time: a busy machine takes longer. */
const startSecondsMax = 0.25;
const ann = 'ann@example.com';

let folder = '';
let packed = '';
let installed = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailhaul-package-'));
  const made = spawnSync(process.execPath, [join(root, 'tools/package-cli.mjs'), folder], {
    encoding: 'utf8',
  });
  expect(made.status, made.stderr).toBe(0);
  packed = made.stdout.trim().split('\n').at(-1) ?? '';
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{}');
  // `--offline`: nothing beside the file is needed. `--ignore-scripts`: none of it has to run.
  const args = ['install', packed, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const npm = spawnSync('npm', args, {
    cwd: home,
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: join(folder, 'npm-cache') },
    shell: process.platform === 'win32',
  });
  expect(npm.status, npm.stderr).toBe(0);
  installed = join(home, 'node_modules/mailhaul');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed command line, installed into an empty folder', () => {
  it('is small, brings nothing else, and names what it holds of others', () => {
    expect(statSync(packed).size).toBeLessThan(packedBytesMax);
    expect(readdirSync(join(installed, '..')).filter((name) => !name.startsWith('.'))).toEqual([
      'mailhaul',
    ]);
    const licences = readFileSync(join(installed, 'THIRD-PARTY.txt'), 'utf8');
    for (const name of ['imapflow', 'commander', 'zod', 'csv-parse', 'cli-progress'])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'mu'));
    // What imapflow brings for work that is not asked of it stays away.
    expect(licences).not.toMatch(/^(?:pino|iconv-lite|libmime) /mu);
    const code = ['program.cjs', 'store-worker.cjs'];
    for (const file of code)
      expect(readFileSync(join(installed, file), 'utf8')).not.toContain(root);
  });

  it('tells its version and its commands', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await run(['--help'])).stdout).toContain('migrate [options]');
  });

  it('runs the demo', async () => {
    expect(await run(['demo', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('migrates, verifies as Perfect, and copies nothing the second time', async () => {
    await withServers(async (servers) => {
      const args = ['migrate', '--source', servers.url('source', ann)];
      args.push('--target', servers.url('target', ann), '--state', join(folder, 'state'));
      const first = await run(args);
      expect(first.code, first.stderr).toBe(0);
      expect(first.stdout).toContain('Perfect');
      for (const path of [['INBOX'], ['Archive', '2024']]) {
        expect(bodiesOf(servers.target, ann, path)).toEqual(bodiesOf(servers.source, ann, path));
      }
      const appends = servers.target.commandCount('APPEND');
      const second = await run(args);
      expect(second.code).toBe(0);
      expect(second.stdout).toContain('Perfect');
      expect(servers.target.commandCount('APPEND')).toBe(appends);
      const logs = readdirSync(join(folder, 'state/logs'));
      expect(logs.some((name) => name.endsWith('.csv'))).toBe(true);
    });
  });

  it('takes its mailboxes from a file', async () => {
    await withServers(async (servers) => {
      const pairs = join(folder, 'pairs.csv');
      writeFileSync(pairs, `source_user,target_user\n${ann},${ann}\n`);
      const side = (name: 'source' | 'target') => servers.url(name, 'x').replace('x@', '');
      const args = ['migrate', '--source', side('source'), '--target', side('target')];
      const { code, stderr } = await run([...args, '--pairs', pairs, '--json']);
      expect(code, stderr).toBe(0);
      expect(bodiesOf(servers.target, ann, ['INBOX'])).toHaveLength(30);
    });
  });

  it('searches a directory, with what that command alone needs', async () => {
    const server = await startEwsServer({
      mailboxes: [{ address: ann, password: sharedPassword }],
    });
    try {
      const url = `exchange://${encodeURIComponent(ann)}@127.0.0.1:${server.port}?security=none`;
      const { code, stdout, stderr } = await run(['mailboxes', url, '--search', 'ann', '--csv']);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(`${ann},${ann}`);
    } finally {
      await server.stop();
    }
  });

  it('goes through SOCKS', async () => {
    await withServers(async (servers) => {
      const proxy = await startSocksProxy({ port: servers.source.port });
      try {
        const url = `imap://${encodeURIComponent(ann)}@mail.example:143?security=none&proxy=socks5://127.0.0.1:${proxy.port}`;
        const { code, stdout } = await run(['test', url]);
        expect(code, stdout).toBe(0);
        expect(proxy.asked).toContain('mail.example:143');
      } finally {
        await proxy.stop();
      }
    });
  });

  it('runs where it may not keep compiled code', async () => {
    const cache = join(installed, '.compile-cache');
    rmSync(cache, { recursive: true, force: true });
    writeFileSync(
      cache,
      'a file where the folder would be: nobody can write into it, not even root',
    );
    try {
      expect(await run(['demo', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
    } finally {
      rmSync(cache);
    }
  });

  it('does not run kept code that is damaged, and keeps it anew', async () => {
    const cache = join(installed, '.compile-cache');
    rmSync(cache, { recursive: true, force: true });
    expect(await run(['demo', '--quiet'])).toMatchObject({ code: 0 });
    const [name = ''] = readdirSync(cache);
    const whole = readFileSync(join(cache, name));
    // In the middle: the head, which V8 looks at itself, is as it was.
    writeFileSync(join(cache, name), Buffer.from(whole).fill(0xff, whole.length >> 1));
    expect(await run(['demo', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
    const healed = readFileSync(join(cache, name));
    expect(healed.subarray(-1000).every((byte) => byte === 0xff)).toBe(false);
  });

  it(`is on the wire within ${startSecondsMax} s`, async () => {
    const spent = join(folder, 'spent');
    const report = join(folder, 'report.mjs');
    writeFileSync(
      report,
      `import { writeFileSync } from 'node:fs';
      process.on('exit', () => {
        const { user, system } = process.cpuUsage();
        writeFileSync(${JSON.stringify(spent)}, String((user + system) / 1e6));
      });`,
    );
    const seconds: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      // Nothing listens there: it ends with the first packet.
      const url = 'imap://ann:secret@127.0.0.1:1?security=none';
      const { code } = await run(['test', url], ['--import', pathToFileURL(report).href]);
      expect(code).toBe(3);
      seconds.push(Number(readFileSync(spent, 'utf8')));
    }
    expect(Math.min(...seconds)).toBeLessThan(startSecondsMax);
  });
});

async function withServers(work: (servers: TwoServers) => Promise<void>): Promise<void> {
  const servers = await startTwoServers({ users: [ann], messageCount: 30 });
  try {
    await work(servers);
  } finally {
    await servers.stop();
  }
}

/** As it was installed: no folder of this repository, none of its conditions. */
function run(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = join(installed, 'packaged.mjs');
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_DATA_HOME: join(folder, 'data'),
      MAILHAUL_PASSWORD: sharedPassword,
      MAILHAUL_SOURCE_PASSWORD: sharedPassword,
      MAILHAUL_TARGET_PASSWORD: sharedPassword,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
