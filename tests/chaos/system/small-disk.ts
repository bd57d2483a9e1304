import { spawnSync } from 'node:child_process';
import { chownSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DovecotServer } from '@mailhaul/testing/servers';

/** The mail of one server on a file system of its own that can be filled. */
export interface SmallDisk {
  readonly server: DovecotServer;
  /** Takes all room that is left. */
  fill(): void;
  /** Gives it back. */
  clear(): void;
  remove(): void;
}

const size = '640m';
const pieceBytes = 4 << 20;

/** Undefined where this process may mount nothing. The server must have no mail yet. */
export function mountSmallDisk(server: DovecotServer): SmallDisk | undefined {
  const { mailDir, owner } = server;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', mailDir]);
  if (mounted.status !== 0) return undefined;
  chownSync(mailDir, owner.uid, owner.gid);
  const ballast = join(mailDir, 'ballast');
  return {
    server,
    fill() {
      const file = openSync(ballast, 'w');
      try {
        const piece = Buffer.alloc(pieceBytes, 1);
        while (writeSync(file, piece) > 0);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    clear: () => rmSync(ballast, { force: true }),
    remove: () => void spawnSync('umount', ['-l', mailDir]),
  };
}
