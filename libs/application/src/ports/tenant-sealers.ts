import type { Sealer } from './sealer.ts';

/** The sealer of each tenant's events, by its data key. */
export abstract class TenantSealers {
  /** Makes the tenant's key where it has none yet; afterwards without waiting for the store. */
  abstract of(tenant: string): Promise<Sealer>;
  /**
   * The bare data key, made where there is none yet. Only for a thread of this very process, where a pass seals by itself:
   * it goes there by message and nowhere else, into no log, file, argument or other process.
   */
  abstract keyFor(tenant: string): Promise<Uint8Array>;
  /** Erases the personal part of all the tenant's events, in every copy of the log, and its secrets. */
  abstract destroy(tenant: string): Promise<void>;
}
