import type { EventStore, Sealer } from '@mailhaul/application';
import type {
  ConnectionSettings,
  ConnectorOptions,
  EarlyConnector,
} from '@mailhaul/connector-registry';
import type { BytesInAir } from '@mailhaul/copy-engine';
import type { Clock, Random } from '@mailhaul/kernel';
import type { WorkerIdentity } from '@mailhaul/pass-runner';
import type { SharedPace } from './shared-pace.ts';

/** What an app puts into its runner threads: the platform's parts that a service may not choose. */
export interface RunnerEntry {
  readonly clock: Clock;
  readonly random: Random;
  /** Of a tenant's bare data key (`TenantSealers.keyFor`). */
  readonly makeSealer: (key: Uint8Array) => Sealer;
  /** For every connection: address guard, environment. */
  readonly connectorOptions?: Pick<ConnectorOptions, 'addressGuard' | 'environment' | 'meter'>;
  /** Default: the registry's `openConnector`. @throws {ConnectionUrlRefused} */
  readonly connect?: (
    connection: ConnectionSettings | string,
    options: ConnectorOptions,
  ) => EarlyConnector;
}

/** What all passes of one thread share. */
export interface RunnerBench extends RunnerEntry {
  readonly store: EventStore;
  readonly worker: WorkerIdentity;
  readonly pace: SharedPace;
  readonly inAir: BytesInAir;
}
