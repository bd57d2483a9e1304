import type { EventStore, SecretStore, TenantSealers } from '@mailhaul/application';
import type { AddressGuard } from '@mailhaul/connector-contract';
import type { Clock, Random } from '@mailhaul/kernel';

export interface TargetPlace {
  readonly tenant: string;
  readonly pairId: string;
}

export interface TargetMakerOptions {
  /** Of the worker. */
  readonly id: string;
  /** Whom it reaches, as connections ask for it. */
  readonly tags?: readonly string[];
  readonly store: EventStore;
  readonly sealers: Pick<TenantSealers, 'of'>;
  readonly secrets: Pick<SecretStore, 'get' | 'put'>;
  readonly clock: Clock;
  /** Fit for secrets. */
  readonly random: Random;
  /** Where hooks stand, one folder for each tenant; absent: none is run. */
  readonly hooksFolder: string | undefined;
  /** Where directories may be; absent: everywhere. */
  readonly addressGuard: AddressGuard | undefined;
  readonly onError?: (error: unknown, doing: string) => void;
}
