import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM of a key and of its certificate. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** A fresh self-signed certificate for that name, made by openssl. */
export function selfSigned(name: string): KeyPair {
  return inFolder((folder) => {
    make(folder, { name, more: ['-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`] });
    return readPair(folder, 'leaf');
  });
}

/** An authority, and what it signs. */
export function signedBy(authority: KeyPair, name: string): KeyPair {
  return inFolder((folder) => {
    const [ca, caKey] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
    writePair(ca, caKey, authority);
    make(folder, { name, more: ['-CA', ca, '-CAkey', caKey] });
    return readPair(folder, 'leaf');
  });
}

/** PKCS#12 of both, encrypted with the passphrase. */
export function pkcs12(pair: KeyPair, passphrase: string): Buffer {
  return inFolder((folder) => {
    const [cert, key, file] = ['leaf.pem', 'leaf-key.pem', 'leaf.p12'].map((n) => join(folder, n));
    writePair(cert ?? '', key ?? '', pair);
    const words = ['pkcs12', '-export', '-in', cert ?? '', '-inkey', key ?? '', '-out', file ?? ''];
    execFileSync('openssl', [...words, '-passout', `pass:${passphrase}`], { stdio: 'ignore' });
    return readFileSync(file ?? '');
  });
}

function make(folder: string, wish: { name: string; more: readonly string[] }): void {
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout leaf-key.pem -out leaf.pem';
  const subject = ['-subj', `/CN=${wish.name}`];
  execFileSync('openssl', [...words.split(' '), ...subject, ...wish.more], {
    cwd: folder,
    stdio: 'ignore',
  });
}

function readPair(folder: string, name: string): KeyPair {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { key: read(`${name}-key.pem`), cert: read(`${name}.pem`) };
}

function writePair(certFile: string, keyFile: string, { cert, key }: KeyPair): void {
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-cert-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
