import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { dovecotConfig, type DovecotPlace } from './dovecot-config.ts';
import type { DovecotOptions } from './dovecot-options.ts';
import { makeCertificate } from './make-certificate.ts';
import {
  makeServerDirs,
  type PrivateServer,
  privateServer,
  type ServerDirs,
  startOnFreePorts,
} from './private-server.ts';

/** A private Dovecot on loopback; `mailDir` holds one home per user. */
export interface DovecotServer extends PrivateServer {
  readonly tlsPort: number | undefined;
  /** PEM of the self-signed certificate, with `tls`. */
  readonly certificate: string | undefined;
}

const binary = '/usr/sbin/dovecot';

export function hasDovecot(): boolean {
  return existsSync(binary);
}

/** Starts a Dovecot 2.3 of its own on free ports; ready for sign-in when the promise resolves. */
export function startDovecot(options: DovecotOptions = {}): Promise<DovecotServer> {
  return startOnFreePorts((port, secondPort) => prepare(options, port, secondPort));
}

function prepare(options: DovecotOptions, port: number, secondPort: number): DovecotServer {
  const tlsPort = options.tls === true ? secondPort : undefined;
  const dirs = makeServerDirs(options.medium ?? 'tmpfs');
  const { dir } = dirs;
  if (options.tls === true) makeCertificate(dir);
  const lines = Object.entries(options.users ?? {}).map(([user, pass]) => `${user}:{PLAIN}${pass}`);
  writeFileSync(join(dir, 'users'), lines.join('\n') + '\n');
  const configFile = join(dir, 'dovecot.conf');
  writeFileSync(configFile, dovecotConfig(placeFor(dirs, { port, tlsPort }), options));
  const server = privateServer({
    title: 'Dovecot',
    dirs,
    port,
    logFile: join(dir, 'dovecot.log'),
    master: { file: binary, args: ['-F', '-c', configFile] },
    endsGracefully: true,
  });
  const certificate =
    options.tls === true ? readFileSync(join(dir, 'cert.pem'), 'utf8') : undefined;
  // The pid is asked for anew each time.
  return Object.defineProperties({} as DovecotServer, {
    ...Object.getOwnPropertyDescriptors(server),
    tlsPort: { value: tlsPort, enumerable: true },
    certificate: { value: certificate, enumerable: true },
  });
}

function placeFor(
  { dir, mailDir, owner }: ServerDirs,
  ports: Pick<DovecotPlace, 'port' | 'tlsPort'>,
): DovecotPlace {
  const me = userInfo();
  const where = { dir, mailDir, ...ports, ...owner };
  if (me.uid !== 0) {
    const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
    const self = { internalUser: me.username, loginUser: me.username, internalGroup: group };
    return { ...where, ...self };
  }
  const packaged = { internalUser: 'dovecot', loginUser: 'dovenull', internalGroup: 'dovecot' };
  return { ...where, ...packaged };
}
