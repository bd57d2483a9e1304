import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTenant } from '../support/api-steps.ts';
import { standaloneMain, startStandaloneProcess } from '../support/standalone-process.ts';

it('another master key opens what the former one protected, and the former one nothing more', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'mailhaul-keys-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const newKey = join(dataFolder, 'new.key');
  const rotate = () =>
    spawnSync(process.execPath, [standaloneMain, '--rotate-master-key', newKey], {
      env: { PATH: process.env['PATH'], MAILHAUL_DATA: dataFolder },
      encoding: 'utf8',
    });
  const first = await startStandaloneProcess({ dataFolder });
  onTestFinished(() => first.kill());
  const tenant = await makeTenant(await first.signIn());
  const whileRunning = rotate();
  expect(whileRunning.status).toBe(1);
  expect(whileRunning.stderr).toContain('Another Mailhaul is at work');
  await first.stop();
  expect(rotate()).toMatchObject({ status: 0, stderr: '' });
  await expect(startStandaloneProcess({ dataFolder })).rejects.toThrow('master key');
  const environment = { MAILHAUL_MASTER_KEY_FILE: newKey };
  const again = await startStandaloneProcess({ dataFolder, environment });
  onTestFinished(() => again.kill());
  const client = await again.signIn();
  // Its name stands in the sealed part of an event.
  expect(await client.call('readTenant', { path: { tenant } })).toMatchObject({ id: tenant });
});
