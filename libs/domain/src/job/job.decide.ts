import { unreachable } from '@mailhaul/kernel';
import { factOf, type Ordered } from '../fact.ts';
import type { JobDetails, JobEvent, JobOptions, JobSides } from './job-events.ts';
import { evolveJob, initialJob, type Job } from './job.ts';

interface JobSettings extends JobSides {
  readonly details: JobDetails;
  readonly options: JobOptions;
}

export type JobCommand = Ordered &
  (
    | ({ readonly kind: 'CreateJob'; readonly rank: number } & JobSettings)
    | ({ readonly kind: 'EditJob' } & JobSettings)
    | {
        readonly kind: 'ChangePairs';
        readonly added: number;
        readonly edited: number;
        readonly removed: number;
      }
    | { readonly kind: 'StartJob' }
    | { readonly kind: 'RequestDelta' }
    | { readonly kind: 'PauseJob' }
    | { readonly kind: 'FinishJob'; readonly run: number; readonly incomplete?: number }
    | { readonly kind: 'MoveJob'; readonly rank: number }
    | { readonly kind: 'DeleteJob' }
  );

export interface JobRejection {
  readonly kind: 'rejected';
  readonly reason:
    | 'JobUnknown'
    | 'JobExists'
    /** Wait for its end, or pause it first. */
    | 'JobRunning'
    | 'JobPaused'
    /** Every mailbox pair has completed its pass and none has joined since: a delta takes what is new. */
    | 'NothingToStart'
    | 'JobHasNoPairs'
    /** A delta takes what came since the first pass: start the job first. */
    | 'NeverStarted'
    /** Mailboxes were copied over these connections: another job is the place for others. */
    | 'ConnectionsFixed'
    /** Another run has begun since. */
    | 'RunNotCurrent';
}

/** The job as `handleCommand` wants it. */
export const jobDecider = {
  initial: initialJob,
  evolve: evolveJob,
  decide: decideJob,
  upcasters: {},
} as const;

type Decision = readonly JobEvent[] | JobRejection;
type Known = Exclude<Job, { status: 'unknown' | 'deleted' }>;

function decideJob(job: Job, command: JobCommand): Decision {
  if (command.kind === 'CreateJob') {
    if (job.status !== 'unknown') return rejected('JobExists');
    const { rank } = command;
    return [
      { type: 'JobCreated', data: { ...settingsOf(command), rank }, sealed: command.details },
    ];
  }
  if (job.status === 'unknown' || job.status === 'deleted') return rejected('JobUnknown');
  switch (command.kind) {
    case 'EditJob':
      return editJob(job, command);
    case 'ChangePairs': {
      const { added, edited, removed } = command;
      if (added + edited + removed === 0) return [];
      return [{ type: 'JobPairsChanged', data: { ...factOf(command), added, edited, removed } }];
    }
    case 'StartJob':
      return startJob(job, command);
    case 'RequestDelta':
      if (job.status === 'running') return rejected('JobRunning');
      if (job.run === 0) return rejected('NeverStarted');
      return [{ type: 'DeltaRequested', data: { ...factOf(command), run: job.run + 1 } }];
    case 'PauseJob':
      return job.status === 'paused' ? [] : [{ type: 'JobPaused', data: factOf(command) }];
    case 'FinishJob': {
      const { run, incomplete = 0 } = command;
      if (job.status !== 'running' || job.run !== run) return rejected('RunNotCurrent');
      const open = incomplete === 0 ? {} : { incomplete };
      return [{ type: 'JobFinished', data: { ...factOf(command), run, ...open } }];
    }
    case 'MoveJob': {
      const { rank } = command;
      return job.rank === rank ? [] : [{ type: 'JobMoved', data: { ...factOf(command), rank } }];
    }
    case 'DeleteJob':
      if (job.status === 'running') return rejected('JobRunning');
      return [{ type: 'JobDeleted', data: factOf(command) }];
    default:
      return unreachable(command);
  }
}

function startJob(job: Known, command: Ordered): Decision {
  if (job.status === 'running') return rejected('JobRunning');
  if (job.pairCount === 0) return rejected('JobHasNoPairs');
  const hasOwed = job.hasNewPairs || job.incomplete > 0;
  if (job.status === 'finished' && !hasOwed) return rejected('NothingToStart');
  // A paused delta goes on as the delta it is.
  const run = job.run + 1;
  const isDelta = job.status === 'paused' && job.run > 0 && job.runKind === 'delta';
  return [{ type: isDelta ? 'DeltaRequested' : 'JobStarted', data: { ...factOf(command), run } }];
}

function editJob(job: Known, command: Ordered & JobSettings): Decision {
  const { sourceConnectionId, targetConnectionId } = command;
  const isSameSides =
    job.sourceConnectionId === sourceConnectionId && job.targetConnectionId === targetConnectionId;
  if (!isSameSides && job.run > 0) return rejected('ConnectionsFixed');
  return [{ type: 'JobEdited', data: settingsOf(command), sealed: command.details }];
}

function settingsOf(command: Ordered & JobSettings) {
  const { sourceConnectionId, targetConnectionId, options } = command;
  return { ...factOf(command), sourceConnectionId, targetConnectionId, options };
}

function rejected(reason: JobRejection['reason']): JobRejection {
  return { kind: 'rejected', reason };
}
