import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { listens } from './listens.ts';
import { makeCertificate } from './make-certificate.ts';
import { ended, isRunning, spawnMaster } from './master-process.ts';
import { makeOwnedDir } from './owned-dirs.ts';
import { exchangeSchema } from './slapd-schema.ts';

const binary = '/usr/sbin/slapd';
const startAttemptsMax = 4;

/** What every directory of these tests begins with. */
export const directoryBase = 'dc=example,dc=org';
export const directoryReader = `cn=reader,${directoryBase}`;
export const directoryReaderPassword = 'reader-pass-word';

/** An entry below the base, its name whole; values that are bytes go in as they are. */
export interface DirectoryEntry {
  readonly dn: string;
  readonly [attribute: string]: string | Uint8Array | readonly string[];
}

export interface SlapdOptions {
  /** Below {@link directoryBase}, parents first. */
  readonly entries?: readonly DirectoryEntry[];
  /** Entries that one search may give, pages together. */
  readonly sizeLimit?: number;
  /** Lines for slapd.conf, in the database's part. */
  readonly more?: readonly string[];
}

/** A private slapd (OpenLDAP) on loopback. */
export interface SlapdServer {
  readonly host: string;
  /** LDAP, with StartTLS. */
  readonly port: number;
  /** LDAPS. */
  readonly tlsPort: number;
  /** PEM of the self-signed certificate. */
  readonly certificate: string;
  readonly pid: number;
  /** Changes entries at once: records of LDIF (RFC 2849) with their `changetype`. */
  change(ldif: string): void;
  /** Ends the server and deletes all its files. */
  stop(): Promise<void>;
}

/** Starts a slapd with these entries and the attributes of Exchange; it answers when the promise resolves. */
export async function startSlapd(options: SlapdOptions = {}): Promise<SlapdServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options, { port: await freePort(), tlsPort: await freePort() });
    } catch (error) {
      // Another process may have taken a port between the look and the bind.
      if (attempt === startAttemptsMax) throw error;
    }
  }
}

async function startOnce(
  options: SlapdOptions,
  { port, tlsPort }: Pick<SlapdServer, 'port' | 'tlsPort'>,
): Promise<SlapdServer> {
  const dir = makeOwnedDir(tmpdir());
  const config = prepare(dir, options);
  const log = join(dir, 'slapd.log');
  const places = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`;
  const child = spawnMaster({ file: binary, args: ['-d', '0', '-f', config, '-h', places] }, log);
  const stop = async () => {
    if (isRunning(child)) child.kill('SIGKILL');
    await ended(child);
    rmSync(dir, { recursive: true, force: true });
  };
  if (!(await listens(child, { host: '127.0.0.1', ports: [port, tlsPort] }))) {
    const words = readFileSync(log, 'utf8').slice(-2_000);
    await stop();
    throw new Error(`slapd does not start: ${words}`);
  }
  const certificate = readFileSync(join(dir, 'cert.pem'), 'utf8');
  const change = (ldif: string) => changeEntries(dir, config, ldif);
  return { host: '127.0.0.1', port, tlsPort, certificate, pid: child.pid ?? 0, change, stop };
}

/** The configuration's file, its database filled. */
function prepare(dir: string, { entries = [], sizeLimit, more = [] }: SlapdOptions): string {
  mkdirSync(join(dir, 'data'));
  makeCertificate(dir);
  const config = join(dir, 'slapd.conf');
  const lines = [
    ...['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`),
    exchangeSchema(),
    `pidfile ${join(dir, 'slapd.pid')}`,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `TLSCertificateFile ${join(dir, 'cert.pem')}`,
    `TLSCertificateKeyFile ${join(dir, 'key.pem')}`,
    'database mdb',
    `directory ${join(dir, 'data')}`,
    'maxsize 268435456',
    'dbnosync',
    `suffix "${directoryBase}"`,
    ...['objectClass', 'mail', 'member', 'cn'].map((name) => `index ${name} eq`),
    `limits * size=${sizeLimit ?? 'unlimited'}`,
    'access to attrs=userPassword by anonymous auth by * none',
    `access to * by dn.exact="${directoryReader}" read by * none`,
    ...more,
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const ldif = join(dir, 'entries.ldif');
  writeFileSync(ldif, [...foundation, ...entries].map(ldifOf).join('\n'));
  const added = spawnSync('/usr/sbin/slapadd', ['-q', '-f', config, '-l', ldif]);
  if (added.status !== 0) throw new Error(`slapadd: ${String(added.stderr)}`);
  return config;
}

/** Beside the running server: its database takes writes of other processes. */
function changeEntries(dir: string, config: string, ldif: string): void {
  const path = join(dir, 'changes.ldif');
  writeFileSync(path, ldif);
  const changed = spawnSync('/usr/sbin/slapmodify', ['-f', config, '-l', path]);
  if (changed.status !== 0) throw new Error(`slapmodify: ${String(changed.stderr)}`);
}

const foundation: readonly DirectoryEntry[] = [
  { dn: directoryBase, objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' },
  {
    dn: directoryReader,
    ...{ objectClass: ['applicationProcess', 'simpleSecurityObject'], cn: 'reader' },
    userPassword: directoryReaderPassword,
  },
];

/** RFC 2849; every value in base64, so that any is right. */
function ldifOf({ dn, ...attributes }: DirectoryEntry): string {
  const line = (name: string, value: string | Uint8Array) =>
    `${name}:: ${Buffer.from(value).toString('base64')}\n`;
  const values = Object.entries(attributes).flatMap(([name, given]) =>
    (Array.isArray(given) ? given : [given]).map((value: string | Uint8Array) => line(name, value)),
  );
  return [line('dn', dn), ...values].join('');
}
