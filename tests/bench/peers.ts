import { buildSync } from 'esbuild';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLineEntry } from '../support/command-line.ts';

/** One mailbox on one of the bench's servers. */
export interface Endpoint {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface Run {
  readonly source: Endpoint;
  readonly target: Endpoint;
  /** An empty directory of this run's own. */
  readonly dir: string;
  readonly profileDir: string | undefined;
}

export interface Peer {
  readonly name: string;
  command(run: Run): { command: string; args: string[] };
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Those that can run here, the bound first. */
export function availablePeers(workDir: string): Peer[] {
  const peers = [barePeer(workDir)];
  if (existsSync(join(root, 'apps/cli/bin/mailhaul.mjs'))) peers.push(...mailhaulPeers);
  if (existsSync('/usr/bin/mbsync')) peers.push(mbsyncPeer);
  return peers;
}

function barePeer(workDir: string): Peer {
  const bundle = join(workDir, 'bare-client.mjs');
  buildSync({
    entryPoints: [join(root, 'tests/bench/bare-client.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['mailhaul-source'],
  });
  return {
    name: 'bare client',
    command: ({ source, target }) => ({
      command: process.execPath,
      args: [bundle, url(source), url(target)],
    }),
  };
}

/** Doing what the others do, and as it is by default: both sides compared afterwards. */
const mailhaulPeers: readonly Peer[] = [
  mailhaulPeer('mailhaul', ['--no-verify']),
  mailhaulPeer('mailhaul + verify', []),
];

function mailhaulPeer(name: string, more: readonly string[]): Peer {
  return {
    name,
    command({ source, target, dir, profileDir }) {
      const profile =
        profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
      const from = `${url(source)}?security=none`;
      const to = `${url(target)}?security=none`;
      const options = ['--source', from, '--target', to, '--state', join(dir, 'state'), '--quiet'];
      const start = [...profile, ...commandLineEntry()];
      return { command: process.execPath, args: [...start, 'migrate', ...options, ...more] };
    },
  };
}

const mbsyncPeer: Peer = {
  name: 'mbsync',
  command({ source, target, dir }) {
    const stateDir = join(dir, 'mbsync-state');
    mkdirSync(stateDir);
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
SyncState ${stateDir}/
`;
    const file = join(dir, 'mbsyncrc');
    writeFileSync(file, config, { mode: 0o600 });
    return { command: '/usr/bin/mbsync', args: ['-q', '-c', file, 'all'] };
  },
};

function account(name: string, { port, user, password }: Endpoint): string {
  return `IMAPAccount ${name}
Host 127.0.0.1
Port ${port}
User ${user}
Pass ${password}
SSLType None
AuthMechs LOGIN

IMAPStore ${name}
Account ${name}
`;
}

function url({ user, password, port }: Endpoint): string {
  return `imap://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
}
