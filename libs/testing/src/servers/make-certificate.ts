import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Writes `key.pem` and a self-signed `cert.pem` for localhost and 127.0.0.1 into the directory. */
export function makeCertificate(dir: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')];
  const made = spawnSync('openssl', ['req', '-x509', ...key, ...names, ...files]);
  if (made.status !== 0) throw new Error(`openssl: ${String(made.stderr)}`);
}
