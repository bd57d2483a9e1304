import { unreachable } from '@mailhaul/kernel';
import { factOf, type Ordered } from '../fact.ts';
import type { MailboxCondition } from '../conditions/mailbox-conditions.ts';
import type { CreationSettings } from '../creation/creation-settings.ts';
import type {
  ConditionsNotApplied,
  JobDetails,
  JobEvent,
  JobOptions,
  JobSides,
} from './job-events.ts';
import { isOpenAt, nextOpening } from '../schedule/openings.ts';
import type { JobSchedule } from '../schedule/schedule.ts';
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
    | ({ readonly kind: 'StartJob' } & RunWish)
    | ({
        readonly kind: 'RequestDelta';
        /** Its source was to be read anew before, and was not: why, told with it. */
        readonly unread?: string;
      } & RunWish)
    /** Without any: nothing is made for its pairs. */
    | { readonly kind: 'SetCreation'; readonly creation?: CreationSettings }
    /** Without one: it may run at all times. */
    | { readonly kind: 'SetSchedule'; readonly schedule?: JobSchedule }
    /** None: its rows are as people give them. */
    | { readonly kind: 'SetConditions'; readonly conditions: readonly MailboxCondition[] }
    | ({
        readonly kind: 'TellConditionsNotApplied';
        readonly words?: string;
      } & ConditionsNotApplied)
    | { readonly kind: 'CloseWindow'; readonly untilMs?: number }
    | { readonly kind: 'OpenWindow' }
    | { readonly kind: 'PauseJob' }
    | { readonly kind: 'FinishJob'; readonly run: number; readonly incomplete?: number }
    | { readonly kind: 'MoveJob'; readonly rank: number }
    | { readonly kind: 'DeleteJob' }
  );

interface RunWish {
  /** What is to be done where the schedule is closed; absent: refuse, so that the person is asked. */
  readonly outsideWindow?: 'run-now' | 'wait';
}

export interface JobRejection {
  readonly kind: 'rejected';
  /** Of OutsideSchedule: when it opens, wall milliseconds; absent: never. */
  readonly opensAtMs?: number;
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
    /** Its schedule is closed, and nobody said what is to be done then. */
    | 'OutsideSchedule'
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
      return requestDelta(job, command);
    case 'PauseJob':
      return job.status === 'paused' ? [] : [{ type: 'JobPaused', data: factOf(command) }];
    case 'FinishJob': {
      const { run, incomplete = 0 } = command;
      if (job.status !== 'running' || job.run !== run) return rejected('RunNotCurrent');
      const open = incomplete === 0 ? {} : { incomplete };
      return [{ type: 'JobFinished', data: { ...factOf(command), run, ...open } }];
    }
    case 'SetCreation': {
      const { creation } = command;
      if (JSON.stringify(job.creation) === JSON.stringify(creation)) return [];
      if (creation === undefined) return [{ type: 'CreationSet', data: factOf(command) }];
      const { rules, names } = creation;
      return [{ type: 'CreationSet', data: { ...factOf(command), rules }, sealed: names }];
    }
    case 'SetSchedule': {
      const { schedule } = command;
      if (JSON.stringify(job.schedule) === JSON.stringify(schedule)) return [];
      const set = schedule === undefined ? {} : { schedule };
      return [{ type: 'ScheduleSet', data: { ...factOf(command), ...set } }];
    }
    case 'SetConditions': {
      const { conditions } = command;
      if (JSON.stringify(job.conditions ?? []) === JSON.stringify(conditions)) return [];
      const data = { ...factOf(command), count: conditions.length };
      return [{ type: 'ConditionsSet', data, sealed: { conditions } }];
    }
    case 'TellConditionsNotApplied':
      return [notApplied(command, command)];
    case 'CloseWindow': {
      const { untilMs } = command;
      if (job.closed !== undefined && job.closed.untilMs === untilMs) return [];
      const until = untilMs === undefined ? {} : { untilMs };
      return [{ type: 'WindowClosed', data: { ...factOf(command), ...until } }];
    }
    case 'OpenWindow':
      return job.closed === undefined ? [] : [{ type: 'WindowOpened', data: factOf(command) }];
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

function startJob(job: Known, command: Ordered & RunWish): Decision {
  if (job.status === 'running') return rejected('JobRunning');
  if (job.pairCount === 0) return rejected('JobHasNoPairs');
  const hasOwed = job.hasNewPairs || job.incomplete > 0;
  if (job.status === 'finished' && !hasOwed) return rejected('NothingToStart');
  // A paused delta goes on as the delta it is.
  const isDelta = job.status === 'paused' && job.run > 0 && job.runKind === 'delta';
  return beginRun(job, command, isDelta ? 'DeltaRequested' : 'JobStarted');
}

/** What is said of its source stands before the run that begins without it. */
function requestDelta(
  job: Known,
  command: Extract<JobCommand, { kind: 'RequestDelta' }>,
): Decision {
  const run = beginRun(job, command, 'DeltaRequested');
  const { unread: words } = command;
  if ('kind' in run || words === undefined) return run;
  return [notApplied(command, { why: 'unread', words }), ...run];
}

function notApplied(
  command: Ordered,
  told: ConditionsNotApplied & { readonly words?: string },
): JobEvent {
  const { why, leaving, rows, words } = told;
  const counts = {
    ...(leaving === undefined ? {} : { leaving }),
    ...(rows === undefined ? {} : { rows }),
  };
  const data = { ...factOf(command), why, ...counts };
  const sealed = words === undefined ? {} : { sealed: { words } };
  return { type: 'ConditionsNotApplied', data, ...sealed };
}

/** Inside the schedule at once, outside as the person wants it. */
function beginRun(
  { schedule, run }: Known,
  command: Ordered & RunWish,
  type: 'JobStarted' | 'DeltaRequested',
): Decision {
  const data = { ...factOf(command), run: run + 1 };
  const { atMs, outsideWindow } = command;
  if (schedule === undefined || isOpenAt(schedule, atMs)) return [{ type, data }];
  if (outsideWindow === 'wait') return [{ type, data }];
  const untilMs = nextOpening(schedule, atMs);
  if (outsideWindow === undefined) {
    const opens = untilMs === undefined ? {} : { opensAtMs: untilMs };
    return { ...rejected('OutsideSchedule'), ...opens };
  }
  return [{ type, data: { ...data, outsideSchedule: untilMs === undefined ? {} : { untilMs } } }];
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
