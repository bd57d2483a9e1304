import { type Sealer, TenantSealers } from '@mailhaul/application';
import { TenantErased } from './data-key.ts';
import { DataKeySealer } from './data-key-sealer.ts';
import { promised } from './promised.ts';
import type { TenantKeys } from './tenant-keys.ts';

export class TenantKeySealers extends TenantSealers {
  readonly #keys: TenantKeys;

  constructor(keys: TenantKeys) {
    super();
    this.#keys = keys;
  }

  /** Of an erased tenant: one that opens nothing, and seals nothing (TenantErased). */
  override of(tenant: string): Promise<Sealer> {
    return promised(() => new DataKeySealer(this.#keys.keyOf(tenant)));
  }

  /** A copy. @throws {TenantErased} */
  override keyFor(tenant: string): Promise<Uint8Array> {
    return promised(() => {
      const { bytes } = this.#keys.keyOf(tenant);
      if (bytes === undefined) throw new TenantErased();
      return Uint8Array.from(bytes);
    });
  }

  /** May be repeated. In this process every sealer of the tenant ends with it; others of the same file when they start anew. */
  override destroy(tenant: string): Promise<void> {
    return promised(() => this.#keys.destroy(tenant));
  }
}
