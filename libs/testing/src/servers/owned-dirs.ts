import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { killWithChildren, pidsThatName } from './process-tree.ts';

const stem = 'mh-dc-';

/**
 * A directory that others may walk into (servers run under accounts of their own), named after this process, so that
 * what a killed run left behind is found by the next: the directory is deleted, and servers that still run in it end.
 */
export function makeOwnedDir(parent: string): string {
  sweep(parent);
  const dir = mkdtempSync(join(parent, `${stem}${process.pid}-`));
  chmodSync(dir, 0o755);
  return dir;
}

function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${stem}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      const dir = join(parent, name);
      for (const server of pidsThatName(dir)) killWithChildren(server);
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
