import type { Bus, EventStore, TenantSealers } from '@mailhaul/application';
import type { Clock, Random } from '@mailhaul/kernel';

export interface SchedulerOptions {
  /**
   * Unique to this process, or, where only one process at a time can be a scheduler on this log, the same after each start: it
   * then goes on at once instead of waiting for its predecessor's time to run out.
   */
  readonly id: string;
  readonly store: EventStore;
  readonly sealers: Pick<TenantSealers, 'of'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<SchedulerLimits>;
  /** Mailboxes at once on a server, by its host in lower case, over all tenants and workers; equal for all schedulers of a log. */
  readonly serversMax?: ReadonlyMap<string, number>;
  /** What went wrong and is tried again; `doing` says at what. */
  readonly onError?: (error: unknown, doing: string) => void;
  readonly meter?: SchedulerMeter;
  /** Rules that only simulations switch off. */
  readonly rules?: Partial<SchedulerRules>;
}

/** Told what is counted, for whoever watches the process. */
export interface SchedulerMeter {
  leaseGranted(): void;
  leaseExpired(): void;
  /** Called once: `read` tells how many passes wait for a worker, of those that this scheduler decides for. */
  watchWaiting(read: () => number): void;
}

export interface SchedulerLimits {
  /** Into how many shards tenants are cut; equal for all schedulers of a log. */
  readonly shards: number;
  /** A shard is had for so long at a time; renewed when a third of it is over. */
  readonly shardMs: number;
  /** A lease that is not heard of for so long expires. */
  readonly leaseMs: number;
  /** After taking a shard nothing expires for so long; 0 where workers live and die with this process. */
  readonly graceMs: number;
  /** How soon a worker that got nothing asks again. */
  readonly askAgainMs: number;
  /** Nothing waits for an event longer than this: times come, leases run out, shards fall free. */
  readonly tickMs: number;
  /** Where no gateway could read a job's source, one is asked again after so long, a few times. */
  readonly sourceAgainMs: number;
  /** Passes scheduled at the same time. */
  readonly appendsMax: number;
}

export const defaultSchedulerLimits: SchedulerLimits = {
  shards: 1,
  shardMs: 60_000,
  leaseMs: 60_000,
  graceMs: 60_000,
  askAgainMs: 5_000,
  tickMs: 1_000,
  sourceAgainMs: 15_000,
  appendsMax: 32,
};

/** All on. The simulation switches one off at a time, to prove that its checkers notice. */
export interface SchedulerRules {
  readonly leasesExpire: boolean;
  readonly keepsLimits: boolean;
  /** Nothing is granted while a job's schedule is closed. */
  readonly keepsSchedules: boolean;
}

export const allSchedulerRules: SchedulerRules = {
  leasesExpire: true,
  keepsLimits: true,
  keepsSchedules: true,
};
