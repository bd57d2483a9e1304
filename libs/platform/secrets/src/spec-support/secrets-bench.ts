import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { MasterKeySource } from '../master-key.ts';
import { SqliteSecrets } from '../sqlite-secrets.ts';

/** A folder of its own for one case, and what can be done to the files in it. */
export function secretsBench() {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'secrets.db');
  const keyFile = join(folder, 'master.key');
  return {
    folder,
    path,
    keyFile,
    open: (masterKey: MasterKeySource = { file: keyFile }) => {
      const opened = SqliteSecrets.open({ path, masterKey });
      onTestFinished(() => closeQuietly(opened));
      return opened;
    },
    /** All bytes of the database, its log and its index, as they are now. */
    bytes: () =>
      Buffer.concat(
        readdirSync(folder)
          .filter((name) => name.startsWith('secrets.db'))
          .map((name) => readFileSync(join(folder, name))),
      ),
    /** Runs SQL beside the store. */
    sql: (text: string, ...values: (string | number | Uint8Array | null)[]) => {
      const db = new DatabaseSync(path);
      try {
        return db.prepare(text).all(...values);
      } finally {
        db.close();
      }
    },
  };
}

function closeQuietly(opened: SqliteSecrets): void {
  try {
    opened.close();
  } catch (error) {
    // Closed by the case already.
    if (!(error instanceof Error) || !error.message.includes('not open')) throw error;
  }
}
