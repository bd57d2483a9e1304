import { unreachable } from '@mailhaul/kernel';
import type { CreationSettings } from '../creation/creation-settings.ts';
import type { MailboxCondition } from '../conditions/mailbox-conditions.ts';
import type { JobSchedule } from '../schedule/schedule.ts';
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
  /** When the last run began, wall milliseconds; 0: never. */
  readonly runAtMs: number;
  /** How target mailboxes are made; undefined: not at all. */
  readonly creation: CreationSettings | undefined;
  /** Whom of the source it takes; undefined: rows are as people give them, or the tenant's key is destroyed. */
  readonly conditions: readonly MailboxCondition[] | undefined;
  /** Undefined: it may run at all times. */
  readonly schedule: JobSchedule | undefined;
  /** A person let this run go on while the schedule is closed: until then, wall milliseconds, or to its end. */
  readonly outsideSchedule: { readonly untilMs?: number } | undefined;
  /** Told to stand still by its schedule: until then, wall milliseconds, as far as it is known. */
  readonly closed: { readonly untilMs?: number } | undefined;
}

type AtFirst = Omit<KnownJob, keyof JobSides | 'details' | 'options' | 'rank'>;

const never: AtFirst = {
  ...{ run: 0, runAtMs: 0, hasNewPairs: false, incomplete: 0, pairCount: 0 },
  ...{ creation: undefined, conditions: undefined, schedule: undefined },
  ...{ outsideSchedule: undefined, closed: undefined },
  runKind: 'start',
};

export function initialJob(): Job {
  return { status: 'unknown' };
}

export function evolveJob(job: Job, event: JobEvent): Job {
  if (event.type === 'JobCreated') {
    const { sourceConnectionId, targetConnectionId, rank, options } = event.data;
    const sides = { sourceConnectionId, targetConnectionId };
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
      return { ...job, ...begun(job, event), runKind: 'start', hasNewPairs: false };
    case 'DeltaRequested':
      return { ...job, ...begun(job, event), runKind: 'delta' };
    case 'JobPaused':
      return { ...job, status: 'paused', outsideSchedule: undefined };
    case 'JobFinished': {
      const { run, incomplete = 0 } = event.data;
      const isIts = job.status === 'running' && job.run === run;
      return isIts ? { ...job, status: 'finished', incomplete, outsideSchedule: undefined } : job;
    }
    case 'CreationSet': {
      const { rules } = event.data;
      const names = event.sealed;
      const isSet = rules !== undefined && names !== undefined;
      return { ...job, creation: isSet ? { rules, names } : undefined };
    }
    case 'ScheduleSet':
      return { ...job, schedule: event.data.schedule, outsideSchedule: undefined };
    case 'WindowClosed': {
      const { untilMs } = event.data;
      return { ...job, closed: untilMs === undefined ? {} : { untilMs } };
    }
    case 'WindowOpened':
      return { ...job, closed: undefined };
    case 'ConditionsSet':
      return { ...job, conditions: event.data.count === 0 ? undefined : event.sealed?.conditions };
    case 'ConditionsNotApplied':
      return job;
    case 'JobMoved':
      return { ...job, rank: event.data.rank };
    case 'JobDeleted':
      return { status: 'deleted' };
    default:
      return unreachable(event);
  }
}

function begun(
  { closed }: KnownJob,
  { data }: Extract<JobEvent, { type: 'JobStarted' | 'DeltaRequested' }>,
) {
  const { run, atMs, outsideSchedule } = data;
  const stillClosed = outsideSchedule === undefined ? closed : undefined;
  return { status: 'running', run, runAtMs: atMs, outsideSchedule, closed: stillClosed } as const;
}
