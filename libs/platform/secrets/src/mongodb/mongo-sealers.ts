import { type Sealer, TenantSealers } from '@mailhaul/application';
import type { mongo } from 'mongoose';
import { TenantErased } from '../data-key.ts';
import { DataKeySealer } from '../data-key-sealer.ts';
import type { KeptSecret } from './mongo-secret-store.ts';
import type { MongoTenantKeys } from './mongo-tenant-keys.ts';

export class MongoSealers extends TenantSealers {
  readonly #keys: MongoTenantKeys;
  readonly #secrets: mongo.Collection<KeptSecret>;

  constructor(keys: MongoTenantKeys, secrets: mongo.Collection<KeptSecret>) {
    super();
    this.#keys = keys;
    this.#secrets = secrets;
  }

  /** Of an erased tenant: one that opens nothing, and seals nothing (TenantErased). */
  override async of(tenant: string): Promise<Sealer> {
    return new DataKeySealer(await this.#keys.keyOf(tenant));
  }

  /** A copy. @throws {TenantErased} */
  override async keyFor(tenant: string): Promise<Uint8Array> {
    const { bytes } = await this.#keys.keyOf(tenant);
    if (bytes === undefined) throw new TenantErased();
    return Uint8Array.from(bytes);
  }

  /** May be repeated. In this process every sealer of the tenant ends with it; in others when they start anew. */
  override async destroy(tenant: string): Promise<void> {
    await this.#secrets.deleteMany({ tenant: { $eq: tenant } });
    await this.#keys.destroy(tenant);
  }
}
