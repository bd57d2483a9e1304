import type { PairStatus } from '@mailhaul/contracts';
import type { JobDocument, PairDocument } from './documents.ts';

/** A pass that was stopped by a person or by its job, and goes on when asked. */
export const stoppedReason = 'stopped';

/** A batch might still have appeared, and nobody looks for it any more before the next pass. */
export const watchGivenUpReason = 'watch-given-up';

/** Its job's schedule is closed; it goes on by itself when that opens. */
export const outsideScheduleReason = 'outside-schedule';

type Standing = Pick<
  PairDocument,
  'state' | 'isHeld' | 'failed' | 'investigate' | 'parkedFolders'
> & {
  /** Absent: it has one. */
  readonly target?: string;
} & Partial<Pick<PairDocument, 'plan' | 'making'>>;

/** Why a mailbox without target waits for none: it is to be made, or is being made. */
export const makingReasons = {
  create: 'to-be-created',
  enable: 'to-be-enabled',
  begun: 'being-created',
} as const;

/** What of a job its pairs' statuses follow from. */
type JobStanding = Pick<JobDocument, 'status' | 'closed'>;

export interface ShownStatus {
  readonly status: PairStatus;
  readonly reason: string | undefined;
  readonly until: number | undefined;
}

/** How a pair stands, from what its own events say and how its job stands. */
export function statusOf(pair: Standing, job: JobStanding): ShownStatus {
  const { state } = pair;
  if (pair.target === '') return withoutTarget(pair);
  if (state.kind === 'under-way' && state.isLeased) {
    const { wait } = state;
    return wait === undefined ? shown('running') : shown('waiting', wait.reason, wait.until);
  }
  const isStill = pair.isHeld || job.status === 'paused';
  switch (state.kind) {
    case 'under-way':
      return isStill ? shown('paused', pair.isHeld ? 'held' : 'job-paused') : queued(job);
    case 'paused': {
      const { reason, retryAt } = state;
      if (reason === stoppedReason) return shown('paused', reason);
      if (retryAt === undefined) return shown('needs-you', reason);
      if (isStill) return shown('paused', reason);
      return isClosedPast(job, retryAt) ? queued(job) : shown('waiting', reason, retryAt);
    }
    case 'failed':
      return shown('needs-you', state.code);
    case 'completed':
      if (pair.failed + pair.investigate + pair.parkedFolders > 0) {
        return shown('completed-with-failures');
      }
      if (state.watchedUntil !== undefined) {
        return shown('under-watch', undefined, state.watchedUntil);
      }
      return shown('completed', state.isWatchGivenUp && watchGivenUpReason);
    case 'ready':
      return pair.isHeld ? shown('paused', 'held') : shown('ready');
  }
}

function withoutTarget({ plan, making }: Standing): ShownStatus {
  if (plan === undefined) return shown('not-matched');
  if (plan === 'leave') return shown('not-migrated');
  if (making?.refused !== undefined) return shown('needs-you', making.refused);
  return shown('not-matched', making?.isBegun === true ? makingReasons.begun : makingReasons[plan]);
}

function queued({ closed }: JobStanding): ShownStatus {
  if (closed === undefined) return shown('queued');
  return shown('waiting', outsideScheduleReason, closed.until);
}

function isClosedPast({ closed }: JobStanding, atMs: number): boolean {
  return closed !== undefined && (closed.until ?? Infinity) > atMs;
}

function shown(status: PairStatus, reason?: string, until?: number): ShownStatus {
  return { status, reason, until };
}
