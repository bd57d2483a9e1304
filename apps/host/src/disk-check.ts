import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { NotReady } from '@mailhaul/gateway-service';
import { type Clock, systemRandom, uuid4 } from '@mailhaul/kernel';

export interface DiskToCheck {
  readonly folders: readonly string[];
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** With less it is not ready; by default what a few hours of copying write. */
  readonly freeMbMin?: number;
}

const freeMbMinDefault = 100;
/** Whoever asks in between gets the last answer: anybody may ask. */
const keptMs = 5_000;
const probeBytes = 64 * 1024;

/**
 * Whether these folders' disks take what is written to them, tried with a small file that is removed at once. @throws {NotReady}
 */
export function diskCheck({
  folders,
  clock,
  freeMbMin = freeMbMinDefault,
}: DiskToCheck): () => Promise<string> {
  let last: { readonly atMs: number; readonly answer: Promise<string> } | undefined;
  return () => {
    const atMs = clock.monotonicMs();
    if (last === undefined || atMs >= last.atMs + keptMs) {
      const answer = checkAll(folders, freeMbMin);
      answer.catch(() => undefined);
      last = { atMs, answer };
    }
    return last.answer;
  };
}

async function checkAll(folders: readonly string[], freeMbMin: number): Promise<string> {
  const free = await Promise.all(folders.map(freeMbOf));
  const freeMb = Math.min(...free);
  if (freeMb < freeMbMin) throw new NotReady(`nearly full: ${freeMb} MB are free`);
  return 'has room';
}

async function freeMbOf(folder: string): Promise<number> {
  try {
    await tryWriting(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new NotReady('full: nothing can be written');
    if (code === 'EROFS') throw new NotReady('read-only: nothing can be written');
    throw new NotReady('nothing can be written');
  }
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / (1024 * 1024));
}

async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, `.room-${uuid4(systemRandom)}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.write(Buffer.alloc(probeBytes, 1));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}
