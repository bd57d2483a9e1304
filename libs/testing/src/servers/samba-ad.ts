import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listens } from './listens.ts';
import { makeCertificate } from './make-certificate.ts';
import { ended, isRunning, spawnMaster } from './master-process.ts';
import { makeOwnedDir } from './owned-dirs.ts';

/** The one account that a new domain has. */
export const domainAdministrator = 'administrator@corp.example';
export const domainAdministratorPassword = 'Adm1n-Pass-Word';
export const domainBase = 'DC=corp,DC=example';

/** A private Active Directory (Samba as domain controller) on a loopback address of its own: its ports are fixed. */
export interface ActiveDirectoryServer {
  readonly host: string;
  /** LDAP, with StartTLS. Lets nobody sign in without encryption. */
  readonly port: 389;
  /** LDAPS. */
  readonly tlsPort: 636;
  /** PEM of the self-signed certificate. */
  readonly certificate: string;
  /** Ends the server and deletes all its files. */
  stop(): Promise<void>;
}

/** Makes a new domain, whose schema may be extended, and starts it. Needs root. */
export async function startActiveDirectory(): Promise<ActiveDirectoryServer> {
  // It waits for the disk at each change otherwise.
  const dir = makeOwnedDir(existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
  // All of 127.0.0.0/8 is this machine; only the first address is one that others use.
  const host = ['127', ...Array.from({ length: 3 }, () => randomInt(1, 255))].join('.');
  const config = provision(dir, host);
  const args = ['-F', '-M', 'single', '-s', config, '--debug-stdout'];
  const log = join(dir, 'samba.log');
  const child = spawnMaster({ file: '/usr/sbin/samba', args }, log);
  const stop = async () => {
    if (isRunning(child)) child.kill('SIGKILL');
    await ended(child);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  if (!(await listens(child, { host, ports: [389, 636] }))) {
    const words = readFileSync(log, 'utf8').slice(-2_000);
    await stop();
    throw new Error(`samba does not start: ${words}`);
  }
  const certificate = readFileSync(join(dir, 'cert.pem'), 'utf8');
  return { host, port: 389, tlsPort: 636, certificate, stop };
}

/** The file with the new domain's configuration. */
function provision(dir: string, host: string): string {
  makeCertificate(dir);
  // Samba refuses a key that others may read.
  chmodSync(join(dir, 'key.pem'), 0o600);
  mkdirSync(join(dir, 'run'));
  const options = {
    interfaces: `${host}/8`,
    'bind interfaces only': 'yes',
    'server services': 'ldap',
    'log file': join(dir, 'smbd.log'),
    'pid directory': join(dir, 'run'),
    'ncalrpc dir': join(dir, 'run/ncalrpc'),
    'ntp signd socket directory': join(dir, 'run/ntp'),
    'winbindd socket directory': join(dir, 'run/winbind'),
    'tls certfile': join(dir, 'cert.pem'),
    'tls keyfile': join(dir, 'key.pem'),
    'tls cafile': join(dir, 'cert.pem'),
    'dsdb:schema update allowed': 'yes',
  };
  const made = spawnSync('/usr/bin/samba-tool', [
    ...['domain', 'provision', '--server-role=dc', '--dns-backend=NONE', '--host-name=dc1'],
    ...['--realm=CORP.EXAMPLE', '--domain=CORP', `--targetdir=${dir}`, `--host-ip=${host}`],
    `--adminpass=${domainAdministratorPassword}`,
    ...Object.entries(options).map(([name, value]) => `--option=${name}=${value}`),
  ]);
  if (made.status !== 0) throw new Error(`samba-tool: ${String(made.stderr).slice(-2_000)}`);
  return join(dir, 'etc/smb.conf');
}
