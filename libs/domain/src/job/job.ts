import { unreachable } from '@mailhaul/kernel';
import type { JobDetails, JobEvent, JobOptions, JobSides } from './job-events.ts';

export type Job =
  | { readonly status: 'unknown' }
  | { readonly status: 'deleted' }
  | ({ readonly status: 'draft' | 'running' | 'paused' | 'finished' } & KnownJob);

export interface KnownJob extends JobSides {
  readonly details: JobDetails | undefined;
  readonly options: JobOptions;
  /** Jobs of a tenant take their turn by it, the smallest first. */
  readonly rank: number;
  /** Start and Delta count up; 0: never started. */
  readonly run: number;
  readonly runKind: 'start' | 'delta';
  /** Pairs joined since the last Start; a delta takes none of them. */
  readonly hasNewPairs: boolean;
  /** Pairs that had not completed a pass when the last run ended. */
  readonly incomplete: number;
  readonly pairCount: number;
}

const noPairs = { incomplete: 0, pairCount: 0 } as const;

export function initialJob(): Job {
  return { status: 'unknown' };
}

export function evolveJob(job: Job, event: JobEvent): Job {
  if (event.type === 'JobCreated') {
    const { sourceConnectionId, targetConnectionId, rank, options } = event.data;
    const sides = { sourceConnectionId, targetConnectionId };
    const never = { run: 0, runKind: 'start', hasNewPairs: false, ...noPairs } as const;
    return { status: 'draft', ...sides, details: event.sealed, options, rank, ...never };
  }
  if (job.status === 'unknown' || job.status === 'deleted') return job;
  switch (event.type) {
    case 'JobEdited': {
      const { sourceConnectionId, targetConnectionId, options } = event.data;
      return { ...job, sourceConnectionId, targetConnectionId, options, details: event.sealed };
    }
    case 'JobPairsChanged': {
      const { added, removed } = event.data;
      const pairCount = Math.max(0, job.pairCount + added - removed);
      return { ...job, pairCount, hasNewPairs: job.hasNewPairs || added > 0 };
    }
    case 'JobStarted':
      return {
        ...job,
        status: 'running',
        run: event.data.run,
        runKind: 'start',
        hasNewPairs: false,
      };
    case 'DeltaRequested':
      return {
        ...job,
        status: 'running',
        run: event.data.run,
        runKind: 'delta',
      };
    case 'JobPaused':
      return { ...job, status: 'paused' };
    case 'JobFinished': {
      const { run, incomplete = 0 } = event.data;
      const isIts = job.status === 'running' && job.run === run;
      return isIts ? { ...job, status: 'finished', incomplete } : job;
    }
    case 'JobMoved':
      return { ...job, rank: event.data.rank };
    case 'JobDeleted':
      return { status: 'deleted' };
    default:
      return unreachable(event);
  }
}
