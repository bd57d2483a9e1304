import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint, Job, MailboxPair, Peer } from './peer.ts';

const places = ['/usr/bin/imapsync', '/usr/local/bin/imapsync'];

/** Its fastest settings that keep twins: identical copies are told apart by UID. */
const fastest = [
  '--useuid',
  '--nofoldersizes',
  '--nofoldersizesatend',
  '--nocheckmessageexists',
  '--fastio1',
  '--fastio2',
  '--nolog',
  '--noreleasecheck',
];

/** One process a mailbox, where it is installed. */
export function imapsyncPeers(): Peer[] {
  const program = places.find(existsSync);
  if (program === undefined) return [];
  const jobFor = ({ source, target }: MailboxPair, dir: string, place: number): Job => {
    const own = ['--tmpdir', dir, '--pidfile', join(dir, `imapsync-${place}.pid`)];
    return { command: program, args: [...side(1, source), ...side(2, target), ...fastest, ...own] };
  };
  const jobs: Peer['jobs'] = ({ pairs: [first, ...others], dir }) => [
    jobFor(first, dir, 0),
    ...others.map((pair, i) => jobFor(pair, dir, i + 1)),
  ];
  return [{ name: 'imapsync', keepsState: true, jobs }];
}

function side(number: 1 | 2, { port, user, password, certificateFile }: Endpoint): string[] {
  const security =
    certificateFile === undefined
      ? [`--nossl${number}`, `--notls${number}`]
      : [`--ssl${number}`, `--sslargs${number}`, 'SSL_verify_mode=0'];
  const values = { host: '127.0.0.1', port, user, password };
  const access = Object.entries(values).flatMap(([name, value]) => [
    `--${name}${number}`,
    String(value),
  ]);
  return [...access, ...security];
}
