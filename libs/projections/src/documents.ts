import type {
  Activity,
  Connection,
  FailedItem,
  Folder,
  Job,
  JobPoint,
  News,
  Pair,
  Tenant,
} from '@mailhaul/contracts';

export type TenantDocument = Tenant & Told;
export type ConnectionDocument = Connection & Told;
export type JobDocument = Job &
  Told & {
    /** How far items and bytes were at which time, the newest last: for the pace. */
    readonly marks?: readonly (readonly [at: number, items: number, bytes: number])[];
    /** Of its history: when the last point was taken, how many there are, and how far apart. */
    readonly points?: { readonly at: number; readonly count: number; readonly stepMs: number };
    /** When its last run began. */
    readonly runAt?: number;
    /** The schedule keeps it still, as far as is known until then. */
    readonly closed?: { readonly until?: number };
    /** A person let this run go on outside the schedule, until then or to its end. */
    readonly outsideSchedule?: { readonly until?: number };
  };

export interface JobHistoryDocument {
  readonly id: string;
  readonly jobId: string;
  readonly points: readonly JobPoint[];
}

export type ActivityDocument = Omit<Activity, 'actorName'>;
export type NewsDocument = News;
export type FailedItemDocument = FailedItem & { readonly generation: number; readonly f: number };

/** How many entries of its activity there have been: the newest take the places of the oldest. */
export interface Told {
  readonly told?: number;
}

/** The pair as the API shows it, and from what its status follows. */
export type PairDocument = Pair &
  Told & {
    readonly sourceKey: string;
    readonly targetKey: string;
    readonly state: PairState;
    /** Of the target that is planned: a worker is at it, or why there is none. */
    readonly making?: { readonly isBegun?: true; readonly refused?: string };
    /** An initial password is kept. */
    readonly keepsPassword?: boolean;
    /** When a worker took up its latest pass. */
    readonly leasedAt?: number;
    /** While it is queued: `lineRankOf`. */
    readonly lineRank?: string;
    /** How far its bytes were at which time, the newest last: for the rate. */
    readonly marks: readonly (readonly [number, number])[];
  };

/** A pair that left its job by the job's conditions. */
export interface LeftPairDocument {
  readonly id: string;
  readonly jobId: string;
  readonly source: string;
  readonly sourceKey: string;
  readonly sourceId?: string;
  readonly leftAt: number;
  /** It is in a job again: what stands here is of the past. */
  readonly isBack: boolean;
  readonly pair: PairDocument;
}

export type PairState =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'under-way';
      readonly isLeased: boolean;
      /** Its worker waits. */
      readonly wait?: { readonly reason: string; readonly until?: number };
    }
  | { readonly kind: 'paused'; readonly reason: string; readonly retryAt?: number }
  | { readonly kind: 'failed'; readonly code: string }
  | {
      readonly kind: 'completed';
      readonly watchedUntil?: number;
      readonly isWatchGivenUp?: true;
    };

export type FolderDocument = Folder & {
  readonly f: number;
  /** Source ids of items that failed at some time, or that there were many; absent: none. */
  readonly everFailed?: readonly number[] | 'many';
};

/** What is gone and whose documents are still to be removed: a job, or else the whole tenant. */
export interface RemovalDocument {
  readonly jobId?: string;
}

/** A batch between its intent and its settlement. */
export interface BatchDocument {
  readonly pairId: string;
  readonly f: number;
  /** Packed as in the intent: hardly ever are they looked at. */
  readonly items: string;
}
