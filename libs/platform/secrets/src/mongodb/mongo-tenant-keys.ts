import { randomBytes } from 'node:crypto';
import { SecretUnreadable } from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';
import type { mongo } from 'mongoose';
import { DataKey, dataKeyId } from '../data-key.ts';
import { keyBytes } from '../key-file.ts';
import { type MasterKey, MasterKeyWrong } from '../master-key.ts';
import { tenantLengthMax, tenantsMax } from '../tenant-keys.ts';

/** A tenant's data key, encrypted. */
export interface KeptKey {
  /** The tenant. */
  readonly _id: string;
  readonly keyId: string;
  /** Both null: the key was destroyed. */
  readonly masterId: string | null;
  /** Base64. */
  readonly wrapped: string | null;
}

/** MongoDB's code for a second document of one `_id`: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const duplicateKey = 11_000;

/** The data keys of all tenants, each read once and then held; several processes may make one at once, and one of them wins. */
export class MongoTenantKeys {
  readonly #kept: mongo.Collection<KeptKey>;
  readonly #masterKey: MasterKey;
  readonly #held = new Map<string, DataKey>();

  constructor(kept: mongo.Collection<KeptKey>, masterKey: MasterKey) {
    this.#kept = kept;
    this.#masterKey = masterKey;
  }

  /** Made where there is none yet; a destroyed one stays destroyed. */
  async keyOf(tenant: string): Promise<DataKey> {
    const found = await this.find(tenant);
    if (found !== undefined) return found;
    await this.#make(tenant);
    const made = await this.find(tenant);
    assert(made !== undefined, 'a key that was made is there');
    return made;
  }

  /** Undefined: the tenant never had one. @throws {SecretUnreadable} */
  async find(tenant: string): Promise<DataKey | undefined> {
    const held = this.#held.get(tenant);
    if (held !== undefined) return held;
    const row = await this.#kept.findOne({ _id: tenant });
    if (row === null) return undefined;
    const { keyId, wrapped, masterId } = row;
    if (wrapped === null) return this.#hold(tenant, new DataKey(keyId, undefined));
    if (masterId !== this.#masterKey.id) throw wrongMasterKey(this.#masterKey.id, masterId ?? '');
    return this.#hold(tenant, this.#unwrapped(wrapped, { tenant, keyId }));
  }

  async destroy(tenant: string): Promise<void> {
    const gone = { masterId: null, wrapped: null };
    // A tenant that never had a key gets none later, either.
    const update = { $set: gone, $setOnInsert: { keyId: '' } };
    await this.#kept.updateOne({ _id: tenant }, update, { upsert: true });
    this.#held.get(tenant)?.destroy();
  }

  async #make(tenant: string): Promise<void> {
    assert(tenant !== '' && tenant.length <= tenantLengthMax, 'a tenant has an id');
    const bytes = randomBytes(keyBytes);
    const keyId = dataKeyId(bytes);
    const wrapped = this.#masterKey.wrap(bytes, { tenant, keyId });
    const row = {
      _id: tenant,
      keyId,
      masterId: this.#masterKey.id,
      wrapped: Buffer.from(wrapped).toString('base64'),
    };
    await this.#kept.insertOne(row).catch(ignoreDuplicate);
    bytes.fill(0);
  }

  #unwrapped(wrapped: string, place: { tenant: string; keyId: string }): DataKey {
    try {
      return new DataKey(
        place.keyId,
        this.#masterKey.unwrap(Buffer.from(wrapped, 'base64'), place),
      );
    } catch (cause) {
      throw new SecretUnreadable('the key of a tenant was altered or moved', { cause });
    }
  }

  /** Two that asked at once hold one object: once destroyed, it is destroyed for both. */
  #hold(tenant: string, key: DataKey): DataKey {
    assert(this.#held.size < tenantsMax, 'too many tenants');
    const present = this.#held.get(tenant);
    if (present !== undefined) return present;
    this.#held.set(tenant, key);
    return key;
  }
}

export function ignoreDuplicate(error: unknown): void {
  const isDuplicate = error instanceof Error && 'code' in error && error.code === duplicateKey;
  if (!isDuplicate) throw error;
}

export function wrongMasterKey(given: string, wanted: string): MasterKeyWrong {
  return new MasterKeyWrong('MongoDB', { given, wanted });
}
