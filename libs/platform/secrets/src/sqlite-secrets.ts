import type { DatabaseSync } from 'node:sqlite';
import type { SecretStore, SessionStore, TenantSealers } from '@mailhaul/application';
import { MasterKey, type MasterKeySource, MasterKeyWrong } from './master-key.ts';
import { SecretTable } from './secret-table.ts';
import { masterIdsIn, openSecretsFile, readyForWriting } from './secrets-file.ts';
import { SessionTable } from './session-table.ts';
import { TenantKeySealers } from './tenant-key-sealers.ts';
import { TenantKeys } from './tenant-keys.ts';

export interface SqliteSecretsOptions {
  /** The SQLite file; its folder is there. */
  readonly path: string;
  /** A file of it is made with the first start, and never again once something was encrypted. */
  readonly masterKey: MasterKeySource;
}

/**
 * Secrets, sealers and sessions in one file. Each tenant has a random data key, encrypted by the master key; everything of
 * the tenant is encrypted by that one and bound to its place.
 */
export class SqliteSecrets {
  readonly secrets: SecretStore;
  readonly sealers: TenantSealers;
  readonly sessions: SessionStore;
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync, keys: TenantKeys) {
    this.#db = db;
    this.secrets = new SecretTable(db, keys);
    this.sealers = new TenantKeySealers(keys);
    this.sessions = new SessionTable(db);
  }

  /**
   * @throws {KeyFileRefused}, {MasterKeyRefused}, {MasterKeyWrong}, {SecretsFileRefused} each says what to do, and nothing was
   * written.
   */
  static open({ path, masterKey: source }: SqliteSecretsOptions): SqliteSecrets {
    const db = openSecretsFile(path);
    try {
      const known = masterIdsIn(db);
      const masterKey = MasterKey.from(source, { mayMake: known.length === 0 });
      const other = known.find((id) => id !== masterKey.id);
      if (other !== undefined) {
        throw new MasterKeyWrong(path, { given: masterKey.id, wanted: other });
      }
      readyForWriting(db);
      return new SqliteSecrets(db, new TenantKeys(db, masterKey, path));
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Every later call rejects. */
  close(): void {
    this.#db.close();
  }
}
