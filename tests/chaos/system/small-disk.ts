import { spawn, spawnSync } from 'node:child_process';
import { chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DovecotServer } from '@mailhaul/testing/servers';

/** The mail of one server on a file system of its own that can be filled. */
export interface SmallDisk {
  readonly server: DovecotServer;
  /** Takes all room that is left. By a process of its own: all lines run through this one. */
  fill(): Promise<void>;
  /** Gives it back. */
  clear(): void;
  remove(): void;
}

const size = '640m';

/** Undefined where this process may mount nothing. The server must have no mail yet. */
export function mountSmallDisk(server: DovecotServer): SmallDisk | undefined {
  const { mailDir, owner } = server;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', mailDir]);
  if (mounted.status !== 0) return undefined;
  chownSync(mailDir, owner.uid, owner.gid);
  const ballast = join(mailDir, 'ballast');
  return {
    server,
    fill: () =>
      new Promise((resolve, reject) => {
        const filler = spawn('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M'], { stdio: 'ignore' });
        // It ends with an error when there is no more room.
        filler.once('error', reject).once('exit', () => resolve());
      }),
    clear: () => rmSync(ballast, { force: true }),
    remove: () => void spawnSync('umount', ['-l', mailDir]),
  };
}
