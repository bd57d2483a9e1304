import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { diskCheck } from './disk-check.ts';

function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-room-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const time = { nowMs: 0 };
  return { folder, time, clock: { monotonicMs: () => time.nowMs } };
}

it('says that there is room, and leaves nothing behind', async () => {
  const { folder, clock } = stage();
  await expect(diskCheck({ folders: [folder], clock })()).resolves.toBe('has room');
  expect(readdirSync(folder)).toEqual([]);
});

it('refuses where there is hardly any', async () => {
  const { folder, clock } = stage();
  const check = diskCheck({ folders: [folder], clock, freeMbMin: 1e12 });
  await expect(check()).rejects.toThrow(/^nearly full: \d+ MB are free$/);
});

it('refuses where nothing can be written, and looks again after a while', async () => {
  const { folder, clock, time } = stage();
  const check = diskCheck({ folders: [folder, join(folder, 'gone')], clock });
  await expect(check()).rejects.toMatchObject({
    ...{ name: 'NotReady', message: 'nothing can be written' },
  });
  mkdirSync(join(folder, 'gone'));
  await expect(check()).rejects.toThrow();
  time.nowMs = 5_000;
  await expect(check()).resolves.toBe('has room');
});
