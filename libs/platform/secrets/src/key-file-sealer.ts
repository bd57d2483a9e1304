import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
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
import { Sealer } from '@mailhaul/application';

/** The key file cannot be used as it is; the message says what to do. */
export class KeyFileRefused extends Error {
  override readonly name = 'KeyFileRefused';
}

/** A sealed part does not open although the key is there: it was altered, moved, or sealed with another key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const draftNameBytes = 6;
/** Begins every sealed string; a later way of sealing gets another one. */
const prefix = '1.';
const algorithm = 'aes-256-gcm';
/** Rights of group and others. */
const foreignRights = 0o077;

/**
 * Seals with one key, kept in a file of its owner alone beside the event store. Remove the file and nothing that it sealed
 * can be read again, in any copy of the log.
 */
export class KeyFileSealer extends Sealer {
  readonly #key: Buffer | undefined;

  private constructor(key: Buffer | undefined) {
    super();
    this.#key = key;
  }

  /** Reads the key file, or makes it (mode 0600, durable) where there is none. @throws {KeyFileRefused} */
  static open(path: string): KeyFileSealer {
    return new KeyFileSealer(readKey(path) ?? makeKey(path) ?? readKey(path));
  }

  /** Makes nothing: without a key file every part reads as destroyed. @throws {KeyFileRefused} */
  static openReadOnly(path: string): KeyFileSealer {
    return new KeyFileSealer(readKey(path));
  }

  /** @throws {KeyFileRefused} there is no key. */
  override seal(plain: string, context: string): string {
    if (this.#key === undefined) throw new KeyFileRefused('there is no key to seal with');
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(context, 'utf8'));
    const body = [cipher.update(plain, 'utf8'), cipher.final()];
    return prefix + Buffer.concat([nonce, ...body, cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws {SealBroken} */
  override open(sealed: string, context: string): string | undefined {
    if (this.#key === undefined) return undefined;
    const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
    if (!sealed.startsWith(prefix) || bytes.length < nonceBytes + tagBytes) {
      throw new SealBroken('a sealed part of an event is not in a known form');
    }
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    try {
      const body = bytes.subarray(nonceBytes, bytes.length - tagBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SealBroken('a sealed part of an event does not open with this key', {
        cause: error,
      });
    }
  }
}

/** The key, or undefined where there is no such file. */
function readKey(path: string): Buffer | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  try {
    const { mode, size } = fstatSync(file);
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
 * link fails where the name exists): a kill at any moment leaves no half key.
 */
function makeKey(path: string): Buffer | undefined {
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
