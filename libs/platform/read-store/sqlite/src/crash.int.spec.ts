import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@mailhaul/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadStoreInUse } from './errors.ts';
import { counters, roundDocuments } from './spec-support/counters.ts';
import { type TemporaryFolder, temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteReadStore } from './sqlite-read-store.ts';

const kills = 8;

describe('a process killed while it projects', () => {
  let folder: TemporaryFolder;
  let path: string;
  const open = () => SqliteReadStore.open({ path, collections: [counters] });
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'read.db');
  });
  afterEach(() => {
    folder.remove();
  });

  it(`leaves whole batches with their checkpoint, ${kills} times over, also amid rebuilds`, async () => {
    for (let kill = 0; kill < kills; kill += 1) {
      const { acknowledged, killProcess } = await startProjecting(path);
      await expect(open()).rejects.toThrow(ReadStoreInUse);
      await systemClock.sleep(15 + kill * 17);
      await killProcess();
      const store = await open();
      expect(store.openedAs).toBe('kept');
      const checkpoint = await store.checkpoint('live');
      expect(checkpoint).toBeGreaterThanOrEqual(acknowledged.at(-1) ?? 0n);
      const rounds = await store.countBy(counters.name, 'round', { tenant: 't' });
      expect([...rounds]).toEqual([[Number(checkpoint), roundDocuments]]);
      await store.close();
    }
  });
});

async function startProjecting(path: string) {
  const script = fileURLToPath(new URL('./spec-support/projecting-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=mailhaul-source', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  const acknowledged: bigint[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error('the process ended by itself'));
    });
    createInterface(child.stdout).on('line', (line) => {
      acknowledged.push(BigInt(line));
      resolve();
    });
  });
  return {
    acknowledged,
    killProcess: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
