import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallDisk } from '@mailhaul/testing';
import { afterAll, expect, it } from 'vitest';
import { CleanUps } from '../support/clean-ups.ts';
import { commandLineEntry } from '../support/command-line.ts';

const cleanUps = new CleanUps();
afterAll(() => cleanUps.run());

it('a state folder on a disk without room is named, and serves once there is some', (context) => {
  const disk = smallDisk(8);
  if (disk === undefined) return context.skip('this user may not mount a small disk');
  cleanUps.keep(disk, (one) => one.remove());
  const ballast = join(disk.path, 'ballast');
  const { bavail, bsize } = statfsSync(disk.path);
  // Room for the folders, not for a log.
  writeFileSync(ballast, Buffer.alloc((bavail - 4) * bsize));
  const migrate = () => {
    // Nobody listens there: only the start of a run is looked at.
    const url = 'imap://u@127.0.0.1:1?security=none';
    const options = ['--source', url, '--target', url.replace('u@', 'v@')];
    return spawnSync(
      process.execPath,
      [...commandLineEntry(), 'migrate', ...options, '--state', join(disk.path, 'state')],
      {
        encoding: 'utf8',
        env: { ...process.env, MAILHAUL_SOURCE_PASSWORD: 'p', MAILHAUL_TARGET_PASSWORD: 'p' },
      },
    );
  };
  const full = migrate();
  expect(full.stderr).toContain('disk is full');
  expect(full.stderr).toContain('Look at the disk of the state folder');
  expect(full.stderr).not.toContain('defect');
  expect(full.status).toBe(4);
  rmSync(ballast);
  const again = migrate();
  expect(again.stderr).not.toMatch(/state|disk|defect/);
  expect(again.status).toBe(3);
});
