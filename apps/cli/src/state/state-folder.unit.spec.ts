import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { makeStateFolder, statePaths } from './state-folder.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailhaul-state-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the state folder', () => {
  it('is taken again after a kill while it was being made, whatever part of it was there', () => {
    const parts = ['logs', 'pairs', 'sealing.key', 'events.sqlite-journal', 'events.sqlite.lock'];
    for (const part of parts) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      if (part.includes('.')) writeFileSync(join(folder, part), '');
      else mkdirSync(join(folder, part));
      expect(() => makeStateFolder(statePaths(folder))).not.toThrow();
    }
  });

  it('is never made among somebody’s documents', () => {
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'letter.txt'), 'dear all');
    expect(() => makeStateFolder(statePaths(folder))).toThrow(UsageError);
  });
});
