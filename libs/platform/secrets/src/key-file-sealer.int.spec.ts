import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyFileRefused } from './key-file.ts';
import { KeyFileSealer } from './key-file-sealer.ts';
import { SealBroken } from './seal-broken.ts';

const context = 'ledger-local.p.1|6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('KeyFileSealer', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailhaul-key-'));
    path = join(folder, 'key');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens what it sealed, also with the key read again', () => {
    for (const plain of ['', 'x', '{"name":"Jörg 🚚"}', 'y'.repeat(100_000)]) {
      const sealed = KeyFileSealer.open(path).seal(plain, context);
      expect(KeyFileSealer.open(path).open(sealed, context)).toBe(plain);
      expect(KeyFileSealer.openReadOnly(path).open(sealed, context)).toBe(plain);
    }
  });

  it('shows nothing of the plain text and never seals alike twice', () => {
    const sealer = KeyFileSealer.open(path);
    const first = sealer.seal('ada@example.org', context);
    expect(first).not.toContain('ada');
    expect(Buffer.from(first.slice(2), 'base64url').includes('ada')).toBe(false);
    expect(sealer.seal('ada@example.org', context)).not.toBe(first);
  });

  it('makes the key once, readable by its owner alone', () => {
    KeyFileSealer.open(path);
    const key = readFileSync(path);
    expect(key).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    KeyFileSealer.open(path);
    expect(readFileSync(path).equals(key)).toBe(true);
    expect(readdirSync(folder)).toEqual(['key']);
  });

  it('opens nothing after the key is destroyed, and nothing of the old with a new one', () => {
    const sealed = KeyFileSealer.open(path).seal('ada@example.org', context);
    rmSync(path);
    expect(KeyFileSealer.openReadOnly(path).open(sealed, context)).toBeUndefined();
    expect(() => KeyFileSealer.openReadOnly(path).seal('x', context)).toThrow(KeyFileRefused);
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
    expect(() => KeyFileSealer.open(path).open(sealed, context)).toThrow(SealBroken);
  });

  it('throws on every altered byte, a cut, another context and another form', () => {
    const sealer = KeyFileSealer.open(path);
    const sealed = sealer.seal('ada@example.org', context);
    const bytes = Buffer.from(sealed.slice(2), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const altered = Buffer.from(bytes);
      altered[i] = (altered[i] ?? 0) ^ 1;
      expect(() => sealer.open(`1.${altered.toString('base64url')}`, context)).toThrow(SealBroken);
    }
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length).toString('base64url');
      expect(() => sealer.open(`1.${cut}`, context)).toThrow(SealBroken);
    }
    expect(() => sealer.open(sealed, `${context}0`)).toThrow(SealBroken);
    expect(() => sealer.open(`2.${sealed.slice(2)}`, context)).toThrow(SealBroken);
    expect(() => sealer.open('', context)).toThrow(SealBroken);
  });

  it('refuses a key of the wrong length and leaves it as it is', () => {
    for (const length of [0, 31, 33]) {
      writeFileSync(path, Buffer.alloc(length, 7), { mode: 0o600 });
      expect(() => KeyFileSealer.open(path)).toThrow(KeyFileRefused);
      expect(readFileSync(path)).toHaveLength(length);
    }
  });

  it('refuses a key that others can read, and a link', (context) => {
    if (process.platform === 'win32') context.skip('Windows has no rights of group and others');
    KeyFileSealer.open(path);
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path, mode);
      expect(() => KeyFileSealer.open(path)).toThrow(/chmod 600/);
    }
    chmodSync(path, 0o600);
    symlinkSync(path, `${path}-link`);
    expect(() => KeyFileSealer.open(`${path}-link`)).toThrow(KeyFileRefused);
  });

  it('refuses a folder that is missing', () => {
    expect(() => KeyFileSealer.open(join(folder, 'none', 'key'))).toThrow(KeyFileRefused);
  });
});
