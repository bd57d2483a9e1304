import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { SecretUnreadable } from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';
import { DataKey, dataKeyId } from './data-key.ts';
import { keyBytes } from './key-file.ts';
import { type MasterKey, MasterKeyWrong } from './master-key.ts';
import { eraseNow, inTransaction, masterIdsIn } from './secrets-file.ts';

/** More tenants than this in one process are a mistake. */
export const tenantsMax = 100_000;
export const tenantLengthMax = 200;

/** The data keys of all tenants, each read once and then held. */
export class TenantKeys {
  readonly #db: DatabaseSync;
  readonly #masterKey: MasterKey;
  readonly #path: string;
  readonly #held = new Map<string, DataKey>();

  constructor(db: DatabaseSync, masterKey: MasterKey, path: string) {
    this.#db = db;
    this.#masterKey = masterKey;
    this.#path = path;
  }

  /** Made where there is none yet; a destroyed one stays destroyed. */
  keyOf(tenant: string): DataKey {
    const found = this.find(tenant);
    if (found !== undefined) return found;
    const made = inTransaction(this.#db, () => this.find(tenant) ?? this.#make(tenant));
    return this.#hold(tenant, made);
  }

  /** Undefined: the tenant never had one. @throws {SecretUnreadable} */
  find(tenant: string): DataKey | undefined {
    const held = this.#held.get(tenant);
    if (held !== undefined) return held;
    const sql = 'SELECT key_id, master_id, wrapped FROM data_keys WHERE tenant = ?';
    const row = this.#db.prepare(sql).get(tenant);
    if (row === undefined) return undefined;
    const wrapped = row['wrapped'];
    const keyId = String(row['key_id']);
    if (!(wrapped instanceof Uint8Array)) return this.#hold(tenant, new DataKey(keyId, undefined));
    const masterId = String(row['master_id']);
    if (masterId !== this.#masterKey.id) throw this.#wrong(masterId);
    return this.#hold(tenant, this.#unwrapped(wrapped, { tenant, keyId }));
  }

  /** With all secrets of the tenant. What was not erased before a kill is at the next opening. */
  destroy(tenant: string): void {
    inTransaction(this.#db, () => {
      this.#db.prepare('DELETE FROM secrets WHERE tenant = ?').run(tenant);
      // A tenant that never had a key gets none later, either.
      const sql = `INSERT INTO data_keys VALUES (?, '', NULL, NULL)
        ON CONFLICT (tenant) DO UPDATE SET master_id = NULL, wrapped = NULL`;
      this.#db.prepare(sql).run(tenant);
    });
    this.#held.get(tenant)?.destroy();
    eraseNow(this.#db);
  }

  #make(tenant: string): DataKey {
    assert(tenant !== '' && tenant.length <= tenantLengthMax, 'a tenant has an id');
    // Rotated by another process meanwhile: two master keys in one file would open with neither.
    const other = masterIdsIn(this.#db).find((id) => id !== this.#masterKey.id);
    if (other !== undefined) throw this.#wrong(other);
    const bytes = randomBytes(keyBytes);
    const keyId = dataKeyId(bytes);
    const wrapped = this.#masterKey.wrap(bytes, { tenant, keyId });
    this.#db
      .prepare('INSERT INTO data_keys VALUES (?, ?, ?, ?)')
      .run(tenant, keyId, this.#masterKey.id, wrapped);
    return DataKey.of(bytes);
  }

  #unwrapped(wrapped: Uint8Array, place: { tenant: string; keyId: string }): DataKey {
    try {
      return new DataKey(place.keyId, this.#masterKey.unwrap(wrapped, place));
    } catch (cause) {
      throw new SecretUnreadable('the key of a tenant was altered or moved', { cause });
    }
  }

  #hold(tenant: string, key: DataKey): DataKey {
    assert(this.#held.size < tenantsMax, 'too many tenants');
    this.#held.set(tenant, key);
    return key;
  }

  #wrong(wanted: string): MasterKeyWrong {
    return new MasterKeyWrong(this.#path, { given: this.#masterKey.id, wanted });
  }
}
