import { ToldLeases } from './told-leases.ts';

/** How many passes of a job run over all workers, as a scheduler counts them. */
export interface JobLeases {
  readonly tenant: string;
  readonly jobId: string;
  readonly leases: number;
}

/** A pass as far as its pace goes. */
export interface PacedSlot {
  readonly lease: { readonly tenant: string };
  readonly jobId: string | undefined;
  /** Bytes a second of its whole job at that wall time; undefined: no limit. */
  limitAt(nowMs: number): number | undefined;
  pace(bytesPerSecond: number | undefined): void;
}

/**
 * Shares the bytes a second that a job's schedule allows out among its passes: each has an equal part of it, by what the
 * schedulers said last of all workers. Until another worker hears of a new pass, a heartbeat later, they may take more together.
 */
export class JobPaces {
  readonly #told = new ToldLeases();

  hear(jobs: readonly JobLeases[]): void {
    for (const { leases, ...job } of jobs) this.#told.hear(keyOf(job), leases);
  }

  /** By the schedules as they are at that wall time. */
  share(slots: Iterable<PacedSlot>, nowMs: number): void {
    const byJob = Map.groupBy(slots, ({ lease: { tenant }, jobId = '' }) =>
      keyOf({ tenant, jobId }),
    );
    this.#told.keepOnly(byJob);
    for (const [key, own] of byJob) {
      const passes = this.#told.of(key, own.length);
      for (const slot of own) {
        const limit = slot.limitAt(nowMs);
        slot.pace(limit === undefined ? undefined : limit / passes);
      }
    }
  }
}

function keyOf({ tenant, jobId }: Omit<JobLeases, 'leases'>): string {
  return `${tenant}.${jobId}`;
}
