import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint, Job, MailboxPair, Peer } from './peer.ts';

const program = '/usr/bin/mbsync';

/** isync's mbsync, one process a mailbox. */
export function mbsyncPeers(): Peer[] {
  if (!existsSync(program)) return [];
  const jobs: Peer['jobs'] = ({ pairs: [first, ...others], dir }) => [
    jobFor(first, join(dir, 'mbsync-0')),
    ...others.map((pair, i) => jobFor(pair, join(dir, `mbsync-${i + 1}`))),
  ];
  return [{ name: 'mbsync', keepsState: true, jobs }];
}

function jobFor({ source, target }: MailboxPair, dir: string): Job {
  mkdirSync(dir, { recursive: true });
  const config = `
${account('source', source)}
${account('target', target)}
Channel all
Far :source:
Near :target:
Patterns *
Sync Pull
Create Near
CopyArrivalDate yes
SyncState ${dir}/
`;
  const file = join(dir, 'mbsyncrc');
  writeFileSync(file, config, { mode: 0o600 });
  return { command: program, args: ['-q', '-c', file, 'all'] };
}

function account(name: string, { port, user, password, certificateFile }: Endpoint): string {
  // It compares the name with the certificate's common name, and knows no addresses in certificates.
  const host = certificateFile === undefined ? '127.0.0.1' : 'localhost';
  const security =
    certificateFile === undefined
      ? 'SSLType None'
      : `SSLType IMAPS\nCertificateFile ${certificateFile}`;
  return `IMAPAccount ${name}
Host ${host}
Port ${port}
User ${user}
Pass ${password}
${security}
AuthMechs LOGIN

IMAPStore ${name}
Account ${name}
`;
}
