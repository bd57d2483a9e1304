import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { MasterKeyWrong } from './master-key.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { secretsBench } from './spec-support/secrets-bench.ts';
import { SqliteSecrets } from './sqlite-secrets.ts';

const context = 'pair-acme.1|6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const place = { tenant: 't.1', owner: 'connection.1', version: 1 };
const tenants = Array.from({ length: 300 }, (_, at) => `t.${at}`);
const kills = 10;

async function filled() {
  const bench = secretsBench();
  const opened = bench.open();
  await opened.secrets.put(place, 'the password');
  const seals = new Map<string, string>();
  for (const tenant of tenants) {
    seals.set(tenant, (await opened.sealers.of(tenant)).seal(tenant, context));
  }
  await opened.sealers.destroy('t.0');
  opened.close();
  return { ...bench, seals, newFile: join(bench.folder, 'next.key') };
}

async function expectWhole(opened: SqliteSecrets, seals: ReadonlyMap<string, string>) {
  expect(await opened.secrets.get(place)).toBe('the password');
  for (const [tenant, sealed] of seals) {
    const plain = (await opened.sealers.of(tenant)).open(sealed, context);
    expect(plain).toBe(tenant === 't.0' ? undefined : tenant);
  }
}

describe('rotateMasterKey', () => {
  it('opens everything with the new key and nothing with the old one; a repeat does nothing', async () => {
    const { path, keyFile, newFile, seals, open, sql, bytes } = await filled();
    const old = sql("SELECT wrapped FROM data_keys WHERE tenant = 't.7'")[0]?.['wrapped'];
    const rotation = { path, oldKey: { file: keyFile }, newKey: { file: newFile } };
    expect(rotateMasterKey(rotation)).toBe(tenants.length - 1);
    expect(rotateMasterKey(rotation)).toBe(0);
    expect(bytes().includes(Buffer.from(old as Uint8Array))).toBe(false);
    expect(() => open()).toThrow(MasterKeyWrong);
    await expectWhole(open({ file: newFile }), seals);
  });

  it('refuses an old key that is not the one, and changes nothing', async () => {
    const { path, newFile, seals, open } = await filled();
    const wrong = { value: Buffer.alloc(32, 7).toString('base64') };
    const rotation = { path, oldKey: wrong, newKey: { file: newFile } };
    expect(() => rotateMasterKey(rotation)).toThrow(MasterKeyWrong);
    await expectWhole(open(), seals);
  });

  it('whoever has the file open makes no more keys by the old one', async () => {
    const { path, keyFile, newFile, open } = await filled();
    const running = open();
    await running.sealers.of('t.1');
    rotateMasterKey({ path, oldKey: { file: keyFile }, newKey: { file: newFile } });
    await expect(running.sealers.of('new-tenant')).rejects.toThrow(MasterKeyWrong);
    await expect(running.sealers.of('t.2')).rejects.toThrow(MasterKeyWrong);
    running.close();
    const after = open({ file: newFile });
    await after.sealers.of('new-tenant');
  });

  it(`killed at any moment leaves one key that opens all, ${kills} times over`, async () => {
    const { path, keyFile, newFile, seals } = await filled();
    rotateMasterKey({ path, oldKey: { file: keyFile }, newKey: { file: newFile } });
    const seen = new Set<string>();
    for (let kill = 0; kill < kills; kill += 1) {
      await killedTurning({ path, keys: [newFile, keyFile], afterMs: 1 + kill * 7 });
      const opening = [keyFile, newFile].filter((file) => opensWith(path, file));
      expect(opening).toHaveLength(1);
      const [file = ''] = opening;
      seen.add(file);
      const opened = SqliteSecrets.open({ path, masterKey: { file } });
      await expectWhole(opened, seals);
      opened.close();
      // The same call goes on, whatever was done.
      rotateMasterKey({ path, oldKey: { file: keyFile }, newKey: { file: newFile } });
    }
    expect(seen.size).toBeGreaterThan(0);
  });
});

function opensWith(path: string, file: string): boolean {
  try {
    SqliteSecrets.open({ path, masterKey: { file } }).close();
    return true;
  } catch (error) {
    if (error instanceof MasterKeyWrong) return false;
    throw error;
  }
}

async function killedTurning(turn: {
  path: string;
  keys: readonly [string, string];
  afterMs: number;
}): Promise<void> {
  const script = fileURLToPath(new URL('./spec-support/rotating-process.ts', import.meta.url));
  const args = ['--conditions=mailhaul-source', script, turn.path, ...turn.keys];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the rotating process ended by itself')));
  });
  await systemClock.sleep(turn.afterMs);
  child.kill('SIGKILL');
  await gone;
}
