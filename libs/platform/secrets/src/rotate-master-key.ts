import { SecretUnreadable } from '@mailhaul/application';
import { MasterKey, type MasterKeySource, MasterKeyWrong, type WrapPlace } from './master-key.ts';
import {
  eraseNow,
  inTransaction,
  masterIdsIn,
  openSecretsFile,
  readyForWriting,
} from './secrets-file.ts';

export interface Rotation {
  /** The secrets' SQLite file. */
  readonly path: string;
  /** Not read any more where all is done already. */
  readonly oldKey: MasterKeySource;
  /** A file of it is made where there is none. */
  readonly newKey: MasterKeySource;
}

/**
 * Encrypts all data keys with the new master key: all or none, so that after a kill either key opens the file and the same
 * call goes on. What was sealed opens as before. Run it while no process has the file open; one that has makes no more
 * keys until it is started anew. @returns how many data keys were encrypted anew.
 * @throws {KeyFileRefused}, {MasterKeyRefused}, {MasterKeyWrong}, {SecretsFileRefused}, {SecretUnreadable}
 */
export function rotateMasterKey({ path, oldKey, newKey }: Rotation): number {
  const db = openSecretsFile(path);
  try {
    const next = MasterKey.from(newKey, { mayMake: true });
    if (masterIdsIn(db).every((id) => id === next.id)) {
      readyForWriting(db);
      return 0;
    }
    const old = MasterKey.from(oldKey, { mayMake: false });
    const other = masterIdsIn(db).find((id) => id !== next.id && id !== old.id);
    if (other !== undefined) throw new MasterKeyWrong(path, { given: old.id, wanted: other });
    readyForWriting(db);
    const count = inTransaction(db, () => {
      const write = db.prepare('UPDATE data_keys SET master_id = ?, wrapped = ? WHERE tenant = ?');
      const rows = db
        .prepare('SELECT tenant, key_id, wrapped FROM data_keys WHERE master_id = ?')
        .all(old.id);
      for (const row of rows) {
        const place = { tenant: String(row['tenant']), keyId: String(row['key_id']) };
        const key = unwrapped(old, row['wrapped'] as Uint8Array, place);
        write.run(next.id, next.wrap(key, place), place.tenant);
        key.fill(0);
      }
      return rows.length;
    });
    eraseNow(db);
    return count;
  } finally {
    db.close();
  }
}

function unwrapped(key: MasterKey, wrapped: Uint8Array, place: WrapPlace): Buffer {
  try {
    return key.unwrap(wrapped, place);
  } catch (cause) {
    throw new SecretUnreadable('the key of a tenant was altered or moved', { cause });
  }
}
