import {
  type PlacedSecret,
  type SecretPlace,
  SecretStore,
  SecretUnreadable,
} from '@mailhaul/application';
import type { mongo } from 'mongoose';
import { type DataKey, TenantErased } from '../data-key.ts';
import { openBox, sealBox } from '../seal-box.ts';
import { SecretPlaceTaken, boundToPlace, checkSecret } from '../secret-place.ts';
import { type MongoTenantKeys, ignoreDuplicate } from './mongo-tenant-keys.ts';

export interface KeptSecret {
  /** The place, as JSON. */
  readonly _id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly version: number;
  /** Base64. */
  readonly sealed: string;
}

export class MongoSecretStore extends SecretStore {
  readonly #kept: mongo.Collection<KeptSecret>;
  readonly #keys: MongoTenantKeys;

  constructor(kept: mongo.Collection<KeptSecret>, keys: MongoTenantKeys) {
    super();
    this.#kept = kept;
    this.#keys = keys;
  }

  /** @throws {SecretPlaceTaken}, {TenantErased} */
  override async put(place: SecretPlace, secret: string): Promise<void> {
    checkSecret({ place, secret });
    const key = await this.#keys.keyOf(place.tenant);
    if (key.bytes === undefined) throw new TenantErased();
    const { tenant, owner, version } = place;
    const box = sealBox(key.bytes, secret, boundToPlace(place));
    const row = { _id: idOf(place), tenant, owner, version, sealed: box.toString('base64') };
    await this.#kept.insertOne(row).catch(ignoreDuplicate);
    if ((await this.#read(place, key)) !== secret) throw new SecretPlaceTaken();
  }

  /** Refused before the first is written where any place is taken. */
  override async putAll(secrets: readonly PlacedSecret[]): Promise<void> {
    for (const { place, secret } of secrets) {
      const present = await this.get(place);
      if (present !== undefined && present !== secret) throw new SecretPlaceTaken();
    }
    await super.putAll(secrets);
  }

  override async get(place: SecretPlace): Promise<string | undefined> {
    const key = await this.#keys.find(place.tenant);
    return key === undefined ? undefined : this.#read(place, key);
  }

  override async remove(tenant: string, owner: string): Promise<void> {
    await this.#kept.deleteMany({ tenant: { $eq: tenant }, owner: { $eq: owner } });
  }

  override async removeAll(tenant: string, owners: readonly string[]): Promise<void> {
    await this.#kept.deleteMany({ tenant: { $eq: tenant }, owner: { $in: [...owners] } });
  }

  override async places(
    after: SecretPlace | undefined,
    max: number,
  ): Promise<readonly SecretPlace[]> {
    const behind = after === undefined ? {} : { _id: { $gt: idOf(after) } };
    const rows = await this.#kept.find(behind).sort({ _id: 1 }).limit(max).toArray();
    return rows.map(({ tenant, owner, version }) => ({ tenant, owner, version: Number(version) }));
  }

  override async removePlaces(places: readonly SecretPlace[]): Promise<void> {
    await this.#kept.deleteMany({ _id: { $in: places.map(idOf) } });
  }

  async #read(place: SecretPlace, { bytes }: DataKey): Promise<string | undefined> {
    const row = await this.#kept.findOne({ _id: idOf(place) });
    if (row === null || bytes === undefined) return undefined;
    try {
      return openBox(bytes, Buffer.from(row.sealed, 'base64'), boundToPlace(place)).toString();
    } catch (cause) {
      throw new SecretUnreadable('a secret was altered or moved', { cause });
    }
  }
}

function idOf({ tenant, owner, version }: SecretPlace): string {
  return JSON.stringify([tenant, owner, version]);
}
