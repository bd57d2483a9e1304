import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The key file cannot be used as it is; the message says what to do. */
export class KeyFileRefused extends Error {
  override readonly name = 'KeyFileRefused';
}

export const keyBytes = 32;
const draftNameBytes = 6;
/** Rights of group and others. */
const foreignRights = 0o077;

/** The key, or undefined where there is no such file. @throws {KeyFileRefused} */
export function readKeyFile(path: string): Buffer | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  try {
    const stats = fstatSync(file);
    const { mode, size } = stats;
    if (!stats.isFile()) throw new KeyFileRefused(`the key file ${path} is no file`);
    if (process.platform !== 'win32' && (mode & foreignRights) !== 0) {
      throw new KeyFileRefused(
        `the key file ${path} can be read by others: run "chmod 600 ${path}"`,
      );
    }
    const key = Buffer.alloc(keyBytes);
    if (size !== keyBytes || readSync(file, key, 0, keyBytes, 0) !== keyBytes) {
      throw new KeyFileRefused(
        `the key file ${path} has ${size} bytes instead of ${keyBytes}: put a backup of it in its place`,
      );
    }
    return key;
  } finally {
    closeSync(file);
  }
}

/**
 * A new key, or undefined where another process has just made one. The name appears with the whole key behind it (a
 * link fails where the name exists): a kill at any moment leaves no half key. @throws {KeyFileRefused}
 */
export function makeKeyFile(path: string): Buffer | undefined {
  const draft = `${path}.${randomBytes(draftNameBytes).toString('hex')}`;
  const key = randomBytes(keyBytes);
  try {
    writeDurably(draft, key);
    linkSync(draft, path);
    syncFolder(dirname(path));
    return key;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw refusalOf(path, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Without it a power cut could take the file's name, and with it everything sealed. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw refusalOf(path, error);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function refusalOf(path: string, cause: unknown): KeyFileRefused {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KeyFileRefused(`the key file ${path} cannot be used: ${reason}`, { cause });
}
