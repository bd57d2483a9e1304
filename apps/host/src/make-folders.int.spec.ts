import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolder } from './make-folders.ts';
import { wordsOfFailure } from './start-failure.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-made-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('makes the folder and those above it, for their owner alone', () => {
  const path = join(temporary(), 'a', 'b');
  makeFolder(path, 'MAILHAUL_DATA');
  makeFolder(path, 'MAILHAUL_DATA');
  expect(statSync(path).mode & 0o077).toBe(0);
});

it('does not try for ever where none can be made', () => {
  expect(() => makeFolder('/proc/x/y', 'MAILHAUL_DATA')).toThrow(
    /^The folder \/proc\/x\/y cannot be made \(.+\): name another one with MAILHAUL_DATA\.$/,
  );
});

it('says so where a file stands there, in one sentence', () => {
  const file = join(temporary(), 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')]) {
    let said = '';
    try {
      makeFolder(path, 'MAILHAUL_DATA');
    } catch (error) {
      said = wordsOfFailure(error);
    }
    expect(said).toMatch(/^The folder .+ cannot be made \(.+\): name another one/);
  }
});
