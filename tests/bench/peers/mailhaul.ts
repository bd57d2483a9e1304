import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLineEntry } from '../../support/command-line.ts';
import { type Endpoint, type MailboxPair, type Peer, type Run, urlOf } from './peer.ts';

const launcher = fileURLToPath(new URL('../../../apps/cli/bin/mailhaul.mjs', import.meta.url));

/** Doing what the others do, and as it is by default: both sides compared afterwards. */
export function mailhaulPeers(): Peer[] {
  if (!existsSync(launcher)) return [];
  return [mailhaulPeer('mailhaul', ['--no-verify']), mailhaulPeer('mailhaul + verify', [])];
}

function mailhaulPeer(name: string, more: readonly string[]): Peer {
  return {
    name,
    keepsState: true,
    jobs(run) {
      const { dir, profileDir } = run;
      const profile =
        profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
      const options = [...mailboxes(run), '--state', join(dir, 'state'), '--quiet'];
      const start = [...profile, ...commandLineEntry()];
      const args = [...start, 'migrate', ...options, ...more];
      return [{ command: process.execPath, args }];
    },
  };
}

function mailboxes({ pairs, parallel, dir }: Run): string[] {
  const [first, ...others] = pairs;
  if (others.length === 0)
    return ['--source', urlOf(first.source), '--target', urlOf(first.target)];
  const file = join(dir, 'pairs.csv');
  const header = 'source_user,source_password,target_user,target_password';
  writeFileSync(file, `${[header, ...pairs.map(rowOf)].join('\n')}\n`, { mode: 0o600 });
  const servers = ['--source', serverOf(first.source), '--target', serverOf(first.target)];
  return [...servers, '--pairs', file, '--parallel', String(parallel)];
}

function rowOf({ source, target }: MailboxPair): string {
  return [source.user, source.password, target.user, target.password].join(',');
}

function serverOf(endpoint: Endpoint): string {
  return urlOf(endpoint).replace(/\/\/.*@/, '//');
}
