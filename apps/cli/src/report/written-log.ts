import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import type { LedgerRow } from '@mailhaul/pass-runner';

/** Raised when the same rows make another file. */
const formatVersion = 1;
const heldCharsMax = 64 * 1024;

/** Tells whether rows are those that a log was written of, without making the file. */
export class RowsDigest {
  readonly #hash = createHash('sha256').update(`${formatVersion}\n`);
  #held = '';
  #sourcePath: readonly string[] | undefined;
  #targetPath: readonly string[] | undefined;

  add(row: LedgerRow): void {
    if (row.sourcePath !== this.#sourcePath || row.targetPath !== this.#targetPath) {
      ({ sourcePath: this.#sourcePath, targetPath: this.#targetPath } = row);
      this.#held += `${JSON.stringify([row.sourcePath, row.targetPath])}\n`;
    }
    const { sourceId, targetId, size, epochSeconds, outcome, reason = '', serverText = '' } = row;
    this.#held += `${sourceId} ${targetId} ${size} ${epochSeconds} ${outcome} ${reason} ${serverText}\n`;
    if (this.#held.length > heldCharsMax) this.#flush();
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest('base64url');
  }

  #flush(): void {
    this.#hash.update(this.#held);
    this.#held = '';
  }
}

/** True where the log stands as it was written of these rows. Whatever cannot be read is written anew. */
export async function isWrittenOf(path: string, digest: string): Promise<boolean> {
  try {
    const [noted, { size }] = await Promise.all([readFile(noteOf(path), 'utf8'), stat(path)]);
    return noted === `${digest} ${size}`;
  } catch {
    return false;
  }
}

/** Notes what the log was written of. */
export async function noteWritten(path: string, digest: string): Promise<void> {
  const { size } = await stat(path);
  await writeFile(noteOf(path), `${digest} ${size}`, { mode: 0o600 });
}

function noteOf(path: string): string {
  return `${path}.digest`;
}
