import type {
  Bus,
  EventStore,
  ReadStore,
  SecretStore,
  SessionStore,
  TenantSealers,
} from '@mailhaul/application';
import type { AddressGuard } from '@mailhaul/connector-contract';
import type { Clock, Random } from '@mailhaul/kernel';
import type { SweepTimes } from './secrets/secret-sweep.ts';

/** Told what is counted, for whoever watches the process. */
export interface GatewayMeter {
  signIn(outcome: 'accepted' | 'rejected' | 'limited'): void;
  /** Called once: `read` tells how many live streams are open. */
  watchLiveStreams(read: () => number): void;
}

/** What an app hands in: the adapters it chose, and what stands in its configuration. */
export interface GatewayOptions {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly secrets: SecretStore;
  readonly sealers: TenantSealers;
  readonly sessions: SessionStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  /** Of Mailhaul. */
  readonly version: string;
  /** As people reach it: behind https the cookie goes over https alone. */
  readonly publicUrl: string;
  /** Addresses and CIDRs of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  /** Of the first operator, where there is none yet; absent: a random one, to be shown. */
  readonly adminPassword?: string;
  /** With this start an administrator's forgotten password is replaced by a one-time password, to be shown. */
  readonly resetsAdminPassword?: boolean;
  readonly sessionMs?: number;
  /** Where connection tests may lead; absent: everywhere. */
  readonly addressGuard?: AddressGuard;
  /** The text that /metrics answers with. */
  readonly metrics?: () => Promise<string>;
  /** Who has it may read them, from anywhere; absent: who asks from this machine, and not through a proxy. */
  readonly metricsToken?: string;
  readonly meter?: GatewayMeter;
  /**
   * Beside the gateway's own: what /readyz names. Resolves with plain words; rejects where it is not ready, with `NotReady` for
   * words that anybody may read.
   */
  readonly readiness?: Readonly<Record<string, () => Promise<string>>>;
  readonly limits?: Partial<GatewayLimits>;
  /** When secrets that nothing refers to are looked for. */
  readonly sweepTimes?: Partial<SweepTimes>;
}

export interface GatewayLimits {
  /** How long a command waits for the read models to show it. */
  readonly showMsMax: number;
  /** Lines of one imported CSV. */
  readonly csvRowsMax: number;
  readonly csvBytesMax: number;
  readonly jsonBytesMax: number;
  /** Frames kept for live streams that resume. */
  readonly liveFramesMax: number;
  /** Of one session or token. */
  readonly liveStreamsMax: number;
  /** Of everybody. */
  readonly liveStreamsInAllMax: number;
  readonly liveHeartbeatMs: number;
  readonly testsMax: number;
  readonly testMsMax: number;
}

export const defaultLimits: GatewayLimits = {
  showMsMax: 2_000,
  csvRowsMax: 50_000,
  csvBytesMax: 20_000_000,
  jsonBytesMax: 1_000_000,
  liveFramesMax: 2_000,
  liveStreamsMax: 8,
  liveStreamsInAllMax: 1_000,
  liveHeartbeatMs: 15_000,
  testsMax: 8,
  testMsMax: 90_000,
};

export function limitsOf({ limits }: GatewayOptions): GatewayLimits {
  return { ...defaultLimits, ...limits };
}
