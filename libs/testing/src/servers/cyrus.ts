import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { answerSignIns } from './answer-sign-ins.ts';
import { anyUserPassword } from './dovecot-options.ts';
import {
  makeServerDirs,
  type PrivateServer,
  privateServer,
  startOnFreePorts,
} from './private-server.ts';
import { unpackedRoot } from './unpacked-servers.ts';

export interface CyrusOptions {
  /** Names below INBOX and `.` between them, as Cyrus had it before 3.0; else no prefix and `/`. */
  readonly isClassic?: boolean;
  /** What becomes of 8-bit bytes in headers; Cyrus as Debian sets it up puts an X in place of each. */
  readonly headers8bit?: 'munged' | 'kept' | 'refused';
}

/** Starts a Cyrus 3.6 of its own; every user name is accepted with the password `secret`. */
export function startCyrus(options: CyrusOptions = {}): Promise<PrivateServer> {
  return startOnFreePorts((port) => prepare(options, port));
}

async function prepare(options: CyrusOptions, port: number): Promise<PrivateServer> {
  const dirs = makeServerDirs('tmpfs');
  const { dir, mailDir, owner } = dirs;
  // All that Cyrus keeps lies with the mail: its databases are synced to their medium at each change.
  for (const name of ['spool', 'lock', 'conf', 'conf/db', 'conf/proc', 'conf/socket', 'conf/log']) {
    mkdirSync(join(mailDir, name));
    chownSync(join(mailDir, name), owner.uid, owner.gid);
  }
  const root = unpackedRoot('cyrus');
  const bin = join(root, 'usr/lib/cyrus/bin');
  const signInSocket = join(dir, 'sign-in');
  const closeSignIns = await answerSignIns(signInSocket, answerSaslauthd);
  const [imapdConf, masterConf] = [join(dir, 'imapd.conf'), join(dir, 'cyrus.conf')];
  writeFileSync(imapdConf, imapdConfig({ mailDir, signInSocket, ...accountOf() }, options));
  writeFileSync(masterConf, masterConfig({ bin, imapdConf, port }));
  return privateServer({
    title: 'Cyrus',
    dirs,
    port,
    logFile: join(dir, 'startup.log'),
    master: {
      file: join(bin, 'master'),
      args: ['-C', imapdConf, '-M', masterConf, '-p', join(dir, 'master.pid')],
      env: { LD_LIBRARY_PATH: librariesOf(root), PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    },
    endsGracefully: false,
    onStop: closeSignIns,
  });
}

function librariesOf(root: string): string {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return join(root, `usr/lib/${machine}-linux-gnu`);
}

/** Cyrus gives up root's rights for this account, which Debian's package would call `cyrus`. */
function accountOf(): { user: string } {
  const me = userInfo();
  return { user: me.uid === 0 ? 'nobody' : me.username };
}

function imapdConfig(
  place: { mailDir: string; signInSocket: string; user: string },
  options: CyrusOptions,
): string {
  const { mailDir, signInSocket, user } = place;
  const isModern = options.isClassic === true ? 'no' : 'yes';
  return `
configdirectory: ${mailDir}/conf
defaultpartition: default
partition-default: ${mailDir}/spool
proc_path: ${mailDir}/conf/proc
mboxname_lockpath: ${mailDir}/lock
idlesocket: ${mailDir}/conf/socket/idle
lmtpsocket: ${mailDir}/conf/socket/lmtp
notifysocket: ${mailDir}/conf/socket/notify
cyrus_user: ${user}
admins: cyrus-admin
virtdomains: userid
defaultdomain: example.invalid
altnamespace: ${isModern}
unixhierarchysep: ${isModern}
autocreate_quota: 0
allowplaintext: yes
reject8bit: ${options.headers8bit === 'refused' ? 'yes' : 'no'}
munge8bit: ${(options.headers8bit ?? 'munged') === 'munged' ? 'yes' : 'no'}
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: ${signInSocket}
skiplist_unsafe: yes
`;
}

function masterConfig(place: { bin: string; imapdConf: string; port: number }): string {
  const { bin, imapdConf, port } = place;
  return `
START {
  recover cmd="${bin}/ctl_cyrusdb -C ${imapdConf} -r"
}
SERVICES {
  imap cmd="${bin}/imapd -C ${imapdConf} -U 30" listen="127.0.0.1:${port}" prefork=1 maxchild=100
}
EVENTS {
}
`;
}

/** saslauthd's protocol: user, password, service and realm, each behind its length; the answer likewise. */
function answerSaslauthd(request: Buffer): Buffer | undefined {
  const fields: string[] = [];
  for (let at = 0; fields.length < 4;) {
    if (request.length < at + 2) return undefined;
    const end = at + 2 + request.readUInt16BE(at);
    if (request.length < end) return undefined;
    fields.push(request.toString('utf8', at + 2, end));
    at = end;
  }
  const words = Buffer.from(fields[1] === anyUserPassword ? 'OK' : 'NO');
  const size = Buffer.alloc(2);
  size.writeUInt16BE(words.length);
  return Buffer.concat([size, words]);
}
