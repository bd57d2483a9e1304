import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerSignIns } from './answer-sign-ins.ts';
import { anyUserPassword } from './dovecot-options.ts';
import {
  makeServerDirs,
  type Owner,
  type PrivateServer,
  privateServer,
  startOnFreePorts,
} from './private-server.ts';
import { unpackedRoot } from './unpacked-servers.ts';

/** Starts a Courier IMAP 5.0 of its own; every user name is accepted with the password `secret`. */
export function startCourier(): Promise<PrivateServer> {
  return startOnFreePorts((port) => prepare(port));
}

async function prepare(port: number): Promise<PrivateServer> {
  const dirs = makeServerDirs('tmpfs');
  const { dir, mailDir, owner } = dirs;
  const root = unpackedRoot('courier');
  const signInSocket = join(dir, 's');
  const ownLibraries = join(dir, 'lib');
  mkdirSync(ownLibraries);
  writeFileSync(
    join(ownLibraries, authLibrary),
    withSocketPath(readFileSync(join(root, 'usr/lib', authLibrary)), signInSocket),
  );
  const answer = (request: Buffer) => answerAuthdaemon(request, { mailDir, owner });
  const closeSignIns = await answerSignIns(signInSocket, answer);
  return privateServer({
    title: 'Courier',
    dirs,
    port,
    logFile: join(dir, 'startup.log'),
    master: {
      file: join(root, 'usr/sbin/couriertcpd'),
      args: [
        ...['-address=127.0.0.1', '-maxprocs=200', '-maxperip=200'],
        ...['-nodnslookup', '-noidentlookup', String(port)],
        ...[join(root, 'usr/lib/courier/courier/imaplogin'), join(root, 'usr/bin/imapd')],
        'Maildir',
      ],
      env: { ...settings, LD_LIBRARY_PATH: `${ownLibraries}:${join(root, 'usr/lib')}` },
    },
    endsGracefully: false,
    onStop: closeSignIns,
  });
}

/** What Debian's /etc/courier/imapd sets. */
const settings: NodeJS.ProcessEnv = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  IMAP_CAPABILITY:
    'IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE',
  IMAP_KEYWORDS: '1',
  IMAP_ACL: '1',
  IMAP_IDLE_TIMEOUT: '60',
  IMAP_MAILBOX_SANITY_CHECK: '1',
  IMAP_CHECK_ALL_FOLDERS: '0',
  IMAP_OBSOLETE_CLIENT: '0',
  IMAP_USELOCKS: '1',
  IMAP_ENHANCEDIDLE: '0',
  IMAP_TRASHFOLDERNAME: 'Trash',
  IMAP_EMPTYTRASH: 'Trash:7',
  IMAP_MOVE_EXPUNGE_TO_TRASH: '0',
  IMAP_STARTTLS: 'NO',
  IMAP_TLS_REQUIRED: '0',
  IMAP_UMASK: '022',
};

const authLibrary = 'libcourierauth.so.0';
const compiledPath = '/run/courier/authdaemon/socket';

/**
 * Courier's programs find their authentication daemon at one compiled-in path of the whole system: a copy of the
 * library gets a path of this server. It is padded to the same length.
 */
function withSocketPath(library: Buffer, path: string): Buffer {
  const padding = compiledPath.length - path.length;
  if (padding < 0) throw new Error(`the path ${path} is longer than Courier's own`);
  const padded = '/'.repeat(padding) + path;
  for (const spell of [plainly, asTwoVectors]) {
    const at = library.indexOf(spell(compiledPath));
    if (at < 0) continue;
    spell(padded).copy(library, at);
    return library;
  }
  throw new Error('this build of Courier spells its socket path in another way');
}

function plainly(path: string): Buffer {
  return Buffer.from(`${path}\0`, 'latin1');
}

/** How gcc keeps a string of 31 bytes that is copied in two vectors of 16: their one common byte stands twice. */
function asTwoVectors(path: string): Buffer {
  return Buffer.from(`${path.slice(0, 16)}${path.slice(15)}\0`, 'latin1');
}

/** authdaemond's protocol: `AUTH n`, service, kind, user, password; the answer names account and mailbox. */
function answerAuthdaemon(
  request: Buffer,
  { mailDir, owner }: { mailDir: string; owner: Owner },
): string | undefined {
  const text = request.toString('utf8');
  const lines = text.slice(Math.max(0, text.indexOf('AUTH '))).split('\n');
  if (lines.length < 6) return text.includes('AUTH ') ? undefined : 'FAIL\n';
  const [, , , user = '', password] = lines;
  if (password !== anyUserPassword || user.includes('/')) return 'FAIL\n';
  const home = join(mailDir, user);
  makeMaildir(home, owner);
  return [
    `UID=${owner.uid}`,
    `GID=${owner.gid}`,
    `HOME=${home}`,
    `ADDRESS=${user}`,
    'MAILDIR=./Maildir',
    '.\n',
  ].join('\n');
}

function makeMaildir(home: string, owner: Owner): void {
  if (existsSync(home)) return;
  for (const part of ['', 'Maildir', 'Maildir/cur', 'Maildir/new', 'Maildir/tmp']) {
    mkdirSync(join(home, part));
    chownSync(join(home, part), owner.uid, owner.gid);
  }
}
