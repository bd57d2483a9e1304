import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, openSync, closeSync } from 'node:fs';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import { awaitGreeting } from './await-greeting.ts';
import { dovecotConfig, type DovecotPlace } from './dovecot-config.ts';
import type { DovecotOptions } from './dovecot-options.ts';
import { freePort } from './free-port.ts';
import { makeOwnedDir } from './owned-dirs.ts';
import { killWithChildren, signal } from './process-tree.ts';

/** A private Dovecot on loopback. Nothing outlives `stop`. */
export interface DovecotServer {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** The master process of the running server; changes with `restart`. */
  readonly pid: number;
  /** PEM of the self-signed certificate, with `tls`. */
  readonly certificate: string | undefined;
  /** Where the server says what went wrong. */
  readonly logFile: string;
  /** The directory that holds one home per user. */
  readonly mailDir: string;
  /** The account that must own files put under `mailDir`. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** SIGKILL for every process of the server, at once; mail and ports stay for `restart`. */
  kill(): void;
  /** Kills what runs and starts again on the same ports and mail. */
  restart(): Promise<void>;
  /** Ends the server and deletes all its files. */
  stop(): Promise<void>;
}

const binary = '/usr/sbin/dovecot';
const startTimeoutMs = 15_000;
const startAttemptsMax = 4;
const stopTimeoutMs = 3_000;

export function hasDovecot(): boolean {
  return existsSync(binary);
}

/** Starts a Dovecot 2.3 of its own on free ports; ready for sign-in when the promise resolves. */
export async function startDovecot(options: DovecotOptions = {}): Promise<DovecotServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = prepare(options, await freePort(), await freePort());
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server.stop();
      // Another process may have taken the port between the look and the bind.
      if (attempt === startAttemptsMax) throw error;
    }
  }
}

function prepare(options: DovecotOptions, port: number, secondPort: number): DovecotServer {
  const tlsPort = options.tls === true ? secondPort : undefined;
  const dir = makeOwnedDir(tmpdir());
  const isTmpfs = options.medium !== 'disk' && existsSync('/dev/shm');
  const mailRoot = isTmpfs ? makeOwnedDir('/dev/shm') : dir;
  const place = placeFor({ dir, mailDir: join(mailRoot, 'mail'), port, tlsPort });
  mkdirSync(place.mailDir);
  chownSync(place.mailDir, place.uid, place.gid);
  if (options.tls === true) makeCertificate(dir);
  const lines = Object.entries(options.users ?? {}).map(([user, pass]) => `${user}:{PLAIN}${pass}`);
  writeFileSync(join(dir, 'users'), lines.join('\n') + '\n');
  const configFile = join(dir, 'dovecot.conf');
  writeFileSync(configFile, dovecotConfig(place, options));
  const logFile = join(dir, 'dovecot.log');
  let master: ChildProcess | undefined;

  const kill = () => {
    if (master?.pid !== undefined && isRunning(master)) killWithChildren(master.pid);
  };
  return {
    host: '127.0.0.1',
    port,
    tlsPort,
    get pid() {
      return master?.pid ?? 0;
    },
    certificate: options.tls === true ? readFileSync(join(dir, 'cert.pem'), 'utf8') : undefined,
    logFile,
    mailDir: place.mailDir,
    owner: { uid: place.uid, gid: place.gid },
    kill,
    async restart() {
      kill();
      if (master !== undefined) await ended(master);
      const child = spawnMaster(configFile, join(dir, 'startup.log'));
      master = child;
      if (await awaitGreeting(port, startTimeoutMs, () => !isRunning(child))) return;
      kill();
      throw new Error(`Dovecot does not start: ${tail(join(dir, 'startup.log'))}${tail(logFile)}`);
    },
    async stop() {
      if (master?.pid !== undefined && isRunning(master)) {
        signal(master.pid, 'SIGTERM');
        await Promise.race([ended(master), systemClock.sleep(stopTimeoutMs)]);
        kill();
        await ended(master);
      }
      for (const path of new Set([dir, mailRoot])) {
        rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      }
    },
  };
}

function placeFor(where: Pick<DovecotPlace, 'dir' | 'mailDir' | 'port' | 'tlsPort'>): DovecotPlace {
  const me = userInfo();
  if (me.uid !== 0) {
    const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
    const self = { internalUser: me.username, loginUser: me.username, internalGroup: group };
    return { ...where, ...self, uid: me.uid, gid: me.gid };
  }
  // Dovecot refuses to open mail as root: the mail belongs to an account that has no rights.
  const nobody = { uid: 65534, gid: 65534 };
  const packaged = { internalUser: 'dovecot', loginUser: 'dovenull', internalGroup: 'dovecot' };
  return { ...where, ...packaged, ...nobody };
}

function spawnMaster(configFile: string, outputFile: string): ChildProcess {
  const output = openSync(outputFile, 'a');
  const child = spawn(binary, ['-F', '-c', configFile], { stdio: ['ignore', output, output] });
  if (!isExitWatched) process.once('exit', killRunning);
  isExitWatched = true;
  running.add(child);
  child.once('exit', () => running.delete(child));
  closeSync(output);
  return child;
}

/** A process that ends without `stop` takes its servers with it. */
const running = new Set<ChildProcess>();
let isExitWatched = false;

function killRunning(): void {
  for (const { pid } of running) if (pid !== undefined) killWithChildren(pid);
}

function makeCertificate(dir: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')];
  const made = spawnSync('openssl', ['req', '-x509', ...key, ...names, ...files]);
  if (made.status !== 0) throw new Error(`openssl: ${String(made.stderr)}`);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function ended(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit');
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '';
}
