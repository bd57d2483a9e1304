import type { Connection, Job, Pair, Tenant } from '@mailhaul/domain';
import type { Counter } from './counter.ts';
import type { PassQueue } from './pass-queue.ts';

/** What the scheduler remembers of each stream: its fold without what is personal and what it never asks. */
export interface TenantEntry {
  readonly id: string;
  state: Tenant;
  readonly jobs: Map<string, JobEntry>;
  readonly connections: Map<string, ConnectionEntry>;
  /** Mailboxes that a pass is at, by endpoint and name. */
  readonly busyMailboxes: Counter<string>;
  /** Passes over each connection, one for each of its sides. */
  readonly busyConnections: Counter<string>;
  /** Pairs that had a lease, by the name of their target mailbox. */
  readonly writers: Map<string, Set<PairEntry>>;
  /** Passes leased or about to be. */
  running: number;
  /** Passes that wait for a worker. */
  queued: number;
  /** What it had of slots up to a moment, and how fast that grows. */
  slots: SpentSlots;
  /** Counts up over all tenants; 0: never served. */
  servedAt: number;
}

/** Divided by the tenant's weight. */
export interface SpentSlots {
  readonly spentMs: number;
  /** Milliseconds of slot per millisecond. */
  readonly rate: number;
  /** Monotonic. */
  readonly atMs: number;
}

export interface ConnectionEntry {
  readonly id: string;
  state: Connection;
}

export interface JobEntry {
  readonly tenant: TenantEntry;
  readonly id: string;
  state: Job;
  revision: number;
  readonly pairs: Set<PairEntry>;
  readonly queue: PassQueue<PairEntry>;
  /** Pairs because of which its run is not over. */
  open: number;
  /** Its passes leased or about to be. */
  running: number;
  /** An append of ours is under way. */
  isBusy: boolean;
}

export interface PairEntry {
  readonly tenant: TenantEntry;
  readonly id: string;
  state: Pair;
  revision: number;
  job: JobEntry | undefined;
  /** Whose mailbox each side signs in to, in lower case; undefined once the tenant's key is destroyed. */
  source: string | undefined;
  target: string | undefined;
  /** The source's address in lower case, empty where nobody knows it any more: by this equals are put in order. */
  name: string;
  /** A worker had a lease on it with the present mailboxes. */
  hasWritten: boolean;
  /** When the lease, or a heartbeat for it, was last heard of; monotonic. */
  heardAtMs: number;
  /** An append of ours is under way. */
  isBusy: boolean;
  /** A lease for it is being appended. */
  isReserved: boolean;
  /** What its pass takes up; undefined: it has no lease. */
  holding: Holding | undefined;
  isOpen: boolean;
}

/** As it was when the pass began: edits of the connection count from the next. */
export interface Holding extends Places {
  readonly job: JobEntry | undefined;
}

export interface Places {
  readonly connections: readonly string[];
  readonly mailboxes: readonly string[];
  /** Hosts of its sides, as far as they are known. */
  readonly servers: readonly string[];
}
