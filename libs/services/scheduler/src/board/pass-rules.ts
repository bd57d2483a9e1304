import {
  isTargetOwed,
  type Job,
  type KnownJob,
  type KnownPair,
  type Pair,
  type PassKind,
} from '@mailhaul/domain';

export interface OwedPass {
  readonly pass: PassKind;
  readonly run: number | undefined;
  /** Wall milliseconds; 0: at once. */
  readonly notBeforeMs: number;
}

/** Why a pass stands still that its job's Start, or the pair's release, lets go on. */
export const stoppedReason = 'stopped';

/**
 * The pass that is to be scheduled for a pair of a job. A pair that is held is owed it all the same: it waits, and so does the
 * end of its job's run.
 */
export function passOwed(pair: Pair, job: Job): OwedPass | undefined {
  if (job.status === 'unknown' || job.status === 'deleted' || job.status === 'paused') {
    return undefined;
  }
  if ('isMatched' in pair && !pair.isMatched) return undefined;
  const isOfRun = job.status === 'running' && 'lastRun' in pair && pair.lastRun < job.run;
  switch (pair.status) {
    case 'unknown':
    case 'removed':
      return undefined;
    case 'ready': {
      if (!isOfRun || pair.hasCompleted !== (job.runKind === 'delta')) return watchOwed(pair);
      return { pass: job.runKind, run: job.run, notBeforeMs: 0 };
    }
    case 'paused':
      return isOfRun ? resumedByRun(pair, job) : resumed(pair);
    case 'under-way': {
      // One delta is enough: the one that waits from before becomes the run's. So does a look for late batches.
      if (!isDeltaDue(pair, job) || pair.lease !== undefined) return undefined;
      const pass = pair.pass === 'watch' ? 'delta' : pair.pass;
      return { pass, run: job.run, notBeforeMs: 0 };
    }
  }
}

/** Whether the job's run is not over because of this pair. */
export function isOpen(pair: Pair, job: Job): boolean {
  if (job.status !== 'running') return false;
  // What is copied follows once it is made, or is not.
  if (isTargetOwed(pair, job)) return true;
  // A watch is nobody's run: the mailbox is completed. What the run owes it comes after.
  if (pair.status === 'under-way') return pair.pass !== 'watch' || isDeltaDue(pair, job);
  const owed = passOwed(pair, job);
  return owed !== undefined && owed.pass !== 'watch';
}

/** Its target mailbox is to be made, now or when its job starts. */
export function isPlanned(pair: Pair): boolean {
  if (pair.status === 'unknown' || pair.status === 'removed' || pair.isMatched) return false;
  return pair.making.plan === 'create' || pair.making.plan === 'enable';
}

/** The run is a delta of which the pair had no pass yet. */
function isDeltaDue(pair: KnownPair, job: Job): boolean {
  if (job.status !== 'running' || job.runKind !== 'delta') return false;
  return pair.hasCompleted && pair.lastRun < job.run;
}

/** A completed mailbox whose batch may still appear is looked at when its time is over. */
function watchOwed({ lastEnd, watch }: KnownPair): OwedPass | undefined {
  if (lastEnd?.kind !== 'completed' || watch === undefined) return undefined;
  return { pass: 'watch', run: undefined, notBeforeMs: watch.untilMs };
}

type Paused = Extract<Pair, { status: 'paused' }>;

function resumedByRun(pair: Paused, job: KnownJob): OwedPass | undefined {
  const goesOnByItself = pair.retryAt !== undefined || pair.reason === stoppedReason;
  if (!goesOnByItself && pair.hasCompleted !== (job.runKind === 'delta')) return undefined;
  return { pass: pair.pass, run: job.run, notBeforeMs: pair.retryAt ?? 0 };
}

function resumed({ pass, run, retryAt, reason }: Paused): OwedPass | undefined {
  if (retryAt !== undefined) return { pass, run, notBeforeMs: retryAt };
  return reason === stoppedReason ? { pass, run, notBeforeMs: 0 } : undefined;
}
