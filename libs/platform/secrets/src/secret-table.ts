import type { DatabaseSync } from 'node:sqlite';
import {
  type PlacedSecret,
  type SecretPlace,
  SecretStore,
  SecretUnreadable,
} from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';
import { type DataKey, TenantErased } from './data-key.ts';
import { promised } from './promised.ts';
import { openBox, sealBox } from './seal-box.ts';
import { SecretPlaceTaken, boundToPlace, checkSecret } from './secret-place.ts';
import { inTransaction } from './secrets-file.ts';
import type { TenantKeys } from './tenant-keys.ts';

export class SecretTable extends SecretStore {
  readonly #db: DatabaseSync;
  readonly #keys: TenantKeys;

  constructor(db: DatabaseSync, keys: TenantKeys) {
    super();
    this.#db = db;
    this.#keys = keys;
  }

  /** @throws {SecretPlaceTaken}, {TenantErased} */
  override put(place: SecretPlace, secret: string): Promise<void> {
    return this.putAll([{ place, secret }]);
  }

  /** All or none, with one wait for the disk. @throws {SecretPlaceTaken}, {TenantErased} */
  override putAll(secrets: readonly PlacedSecret[]): Promise<void> {
    return promised(() => {
      const keyed = secrets.map((one) => ({ ...one, key: this.#keyFor(one) }));
      inTransaction(this.#db, () => {
        for (const { place, secret, key } of keyed) this.#write(place, secret, key);
      });
    });
  }

  override get(place: SecretPlace): Promise<string | undefined> {
    return promised(() => {
      const key = this.#keys.find(place.tenant);
      return key === undefined ? undefined : this.#read(place, key);
    });
  }

  override remove(tenant: string, owner: string): Promise<void> {
    return promised(() => {
      this.#db.prepare('DELETE FROM secrets WHERE tenant = ? AND owner = ?').run(tenant, owner);
    });
  }

  override removeAll(tenant: string, owners: readonly string[]): Promise<void> {
    return promised(() => {
      const statement = this.#db.prepare('DELETE FROM secrets WHERE tenant = ? AND owner = ?');
      inTransaction(this.#db, () => {
        for (const owner of owners) statement.run(tenant, owner);
      });
    });
  }

  override places(after: SecretPlace | undefined, max: number): Promise<readonly SecretPlace[]> {
    return promised(() => {
      const { tenant, owner, version } = after ?? { tenant: '', owner: '', version: -1 };
      const rows = this.#db
        .prepare(
          `SELECT tenant, owner, version FROM secrets WHERE (tenant, owner, version) > (?, ?, ?)
           ORDER BY tenant, owner, version LIMIT ?`,
        )
        .all(tenant, owner, version, max);
      return rows.map((row) => ({
        tenant: String(row['tenant']),
        owner: String(row['owner']),
        version: Number(row['version']),
      }));
    });
  }

  override removePlaces(places: readonly SecretPlace[]): Promise<void> {
    return promised(() => {
      const sql = 'DELETE FROM secrets WHERE tenant = ? AND owner = ? AND version = ?';
      const statement = this.#db.prepare(sql);
      inTransaction(this.#db, () => {
        for (const { tenant, owner, version } of places) statement.run(tenant, owner, version);
      });
    });
  }

  #keyFor({ place, secret }: PlacedSecret): DataKey {
    checkSecret({ place, secret });
    const key = this.#keys.keyOf(place.tenant);
    if (key.bytes === undefined) throw new TenantErased();
    return key;
  }

  #write(place: SecretPlace, secret: string, key: DataKey): void {
    const { tenant, owner, version } = place;
    const present = this.#read(place, key);
    if (present === secret) return;
    if (present !== undefined || key.bytes === undefined) throw new SecretPlaceTaken();
    this.#db
      .prepare('INSERT INTO secrets VALUES (?, ?, ?, ?)')
      .run(tenant, owner, version, sealBox(key.bytes, secret, boundToPlace(place)));
  }

  #read(place: SecretPlace, { bytes }: DataKey): string | undefined {
    const { tenant, owner, version } = place;
    const sql = 'SELECT sealed FROM secrets WHERE tenant = ? AND owner = ? AND version = ?';
    const sealed = this.#db.prepare(sql).get(tenant, owner, version)?.['sealed'];
    if (sealed === undefined || bytes === undefined) return undefined;
    try {
      assert(sealed instanceof Uint8Array, 'a secret is stored as bytes');
      return openBox(bytes, sealed, boundToPlace(place)).toString('utf8');
    } catch (cause) {
      throw new SecretUnreadable('a secret was altered or moved', { cause });
    }
  }
}
