import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStage } from './spec-support/ews-stage.ts';

const extraMbMax = 40;

describe.for(['mime', 'exchange-stream', 'exchange-item'])('an item of 30 MB as %s', (form) => {
  it(`is copied from folder to folder with less than ${extraMbMax} MB of extra memory, and leaves no file`, async () => {
    const { server } = await startStage();
    const folder = mkdtempSync(join(tmpdir(), 'ews-spec-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const program = fileURLToPath(new URL('./spec-support/copy-large-item.ts', import.meta.url));
    const options = ['--conditions=mailhaul-source', '--max-semi-space-size=1', program];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [...options, String(server.port), form],
      { timeout: 150_000, env: { TMPDIR: folder } },
    );
    expect(stderr).toBe('');
    const told = JSON.parse(stdout) as Record<string, unknown>;
    expect(told['outcomes']).toEqual(['written']);
    // What Exchange makes of an item in a stream is its own.
    const isWhole = form === 'exchange-stream' || told['isEqual'] === true;
    expect([isWhole, Number(told['copiedBytes']) >= 30_000_000]).toEqual([true, true]);
    expect(told['extraMb']).toBeLessThan(extraMbMax);
    expect(readdirSync(folder)).toEqual([]);
  });
});
