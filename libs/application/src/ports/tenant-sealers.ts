import type { Sealer } from './sealer.ts';

/** The sealer of each tenant's events, by its data key. */
export abstract class TenantSealers {
  /** Makes the tenant's key where it has none yet; afterwards without waiting for the store. */
  abstract of(tenant: string): Promise<Sealer>;
  /** Erases the personal part of all the tenant's events, in every copy of the log, and its secrets. */
  abstract destroy(tenant: string): Promise<void>;
}
