import { RequestTimedOut } from '@mailhaul/application';
import { subjects } from '@mailhaul/contracts';
import type { JobEntry } from './board/entries.ts';
import type { DueWish } from './board/job-windows.ts';
import type { SchedulerOptions } from './scheduler-options.ts';

/** At the same time, over all tenants: gateways have people's questions to ask of directories as well. */
const atOnceMax = 4;
/** The largest directory takes minutes; whoever does not answer by then has died of it. */
const answerMs = 600_000;
/** What was read so long ago is read anew: the schedule was closed meanwhile. */
const freshMs = 900_000;

/** Gateways that restart are back by then. */
const triesMax = 4;

interface Reading {
  /** The job's run behind which the delta comes. */
  readonly run: number;
  readonly state: 'asked' | 'refused' | 'over';
  readonly tries: number;
  /** Why nothing is known of it. */
  readonly unread?: string;
  /** Monotonic. */
  readonly atMs: number;
}

export interface SourceReadingsOptions extends Pick<SchedulerOptions, 'bus' | 'clock' | 'onError'> {
  /** Where nobody could read, one is asked again after so long. */
  readonly againMs: number;
}

/**
 * Before a delta that nobody but the schedule asks for, a gateway reads the source of a job with conditions anew: only it has the secrets
 * and the lists. Asking twice does no harm, rows enter and leave once. Whatever comes of it, the delta follows.
 */
export class SourceReadings {
  readonly #options: SourceReadingsOptions;
  readonly #readings = new Map<JobEntry, Reading>();

  constructor(options: SourceReadingsOptions) {
    this.#options = options;
  }

  /** What is due of the job; undefined while its source is read, or waits for its turn. */
  before(job: JobEntry, wish: DueWish | undefined): DueWish | undefined {
    if (wish?.kind !== 'RequestDelta' || !('conditions' in job.state)) return wish;
    const { conditions, run } = job.state;
    if (conditions === undefined) return wish;
    const reading = this.#current(job);
    if (reading?.state === 'over') {
      return reading.unread === undefined ? wish : { ...wish, unread: reading.unread };
    }
    if (reading?.state !== 'asked' && this.#askedCount() < atOnceMax) {
      void this.#read(job, { run, tries: (reading?.tries ?? 0) + 1 });
    }
    return undefined;
  }

  /** Of the run; undefined where it is to be begun. */
  #current(job: JobEntry): Reading | undefined {
    const reading = this.#readings.get(job);
    if (reading === undefined || reading.state === 'asked') return reading;
    const ageMs = this.#options.clock.monotonicMs() - reading.atMs;
    const isOf = 'run' in job.state && job.state.run === reading.run;
    if (isOf && ageMs < freshMs) {
      // Not yet: as if it were under way.
      const isSoon = reading.state === 'refused' && ageMs < this.#options.againMs;
      return isSoon ? { ...reading, state: 'asked' } : reading;
    }
    this.#readings.delete(job);
    return undefined;
  }

  #askedCount(): number {
    return [...this.#readings.values()].filter(({ state }) => state === 'asked').length;
  }

  async #read(job: JobEntry, of: Pick<Reading, 'run' | 'tries'>): Promise<void> {
    const { bus, clock, onError } = this.#options;
    const note = (now: Pick<Reading, 'state' | 'unread'>) =>
      this.#readings.set(job, { ...of, ...now, atMs: clock.monotonicMs() });
    note({ state: 'asked' });
    try {
      const { id: jobId, tenant } = job;
      await bus.request(subjects.readSource, { tenant: tenant.id, jobId }, answerMs);
      note({ state: 'over' });
    } catch (error) {
      onError?.(error, `having the source of job ${job.id} read`);
      const isLate = error instanceof RequestTimedOut;
      if (isLate) note({ state: 'over', unread: 'No gateway answered in time.' });
      else if (of.tries < triesMax) note({ state: 'refused' });
      else note({ state: 'over', unread: 'No gateway could read it.' });
    }
  }
}
