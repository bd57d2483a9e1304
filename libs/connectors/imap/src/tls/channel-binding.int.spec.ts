import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash, X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endPointOf } from './channel-binding.ts';

function certificate(key: string, hash: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-binding-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const words = `req -x509 -newkey ${key} -nodes -days 2 -subj /CN=x -keyout key.pem -out leaf.pem`;
  const digest = hash === '' ? [] : [`-${hash}`];
  execFileSync('openssl', [...words.split(' '), ...digest], { cwd: folder, stdio: 'ignore' });
  return new X509Certificate(readFileSync(join(folder, 'leaf.pem'))).raw;
}

describe('endPointOf', () => {
  const p256 = 'ec -pkeyopt ec_paramgen_curve:P-256';
  it.each([
    ['rsa:2048', 'sha1', 'sha256'],
    ['rsa:2048', 'sha256', 'sha256'],
    ['rsa:2048', 'sha384', 'sha384'],
    [p256, 'sha512', 'sha512'],
    [p256, 'sha224', 'sha224'],
  ])('a certificate of %s signed with %s is known by its %s', (key, signed, known) => {
    const raw = certificate(key, signed);
    expect(endPointOf(raw)).toEqual(createHash(known).update(raw).digest());
  });

  it('has no name for one whose signature has no single hash, nor for what is no certificate', () => {
    const raw = certificate('ed25519', '');
    expect(endPointOf(raw)).toBeUndefined();
    for (const cut of [0, 1, 3, 10]) expect(endPointOf(raw.subarray(0, cut))).toBeUndefined();
    expect(endPointOf(Buffer.from('308480', 'hex'))).toBeUndefined();
  });
});
