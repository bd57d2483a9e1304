import type { Job, Pair } from '@mailhaul/contracts';

/** What was measured longer ago says nothing about now: nothing has been copied since. */
const paceAgeMaxMs = 90_000;
/** Below this an end in sight means nothing. */
const endSpanMinMs = 30_000;
/** How far the end may be off, either way. */
const endSpread = 0.2;

export interface EndRange {
  readonly from: number;
  readonly to: number;
}

/** How quickly a job gets on now; undefined: nobody knows. */
export function paceOf({ pace }: Job, now: number): Job['pace'] {
  return pace !== undefined && now - pace.to <= paceAgeMaxMs ? pace : undefined;
}

/** When what is left of a job will be done, as a range; undefined until it means something. */
export function endOfJob(job: Job, now: number): EndRange | undefined {
  const pace = paceOf(job, now);
  if (pace === undefined || pace.to - pace.from < endSpanMinMs) return undefined;
  // What was not looked into yet has no figures: then no end is in sight.
  const { queued = 0, waiting = 0, ready = 0 } = job.statuses;
  if (queued + waiting + ready > 0) return undefined;
  return endOf({ left: job.pending, perSecond: pace.itemsPerSecond, at: pace.to }, now);
}

/** The same of a mailbox, which tells its rate and size itself. */
export function endOfPair(pair: Pair, now: number): EndRange | undefined {
  const { bytesPerSecond, bytesTotal, bytesMigrated, updatedAt } = pair;
  if (bytesPerSecond === undefined || bytesTotal === undefined) return undefined;
  const left = bytesTotal - bytesMigrated;
  return endOf({ left, perSecond: bytesPerSecond, at: updatedAt }, now);
}

/** Counted from when it was measured, so that everybody sees the same; what should be over says nothing. */
function endOf(
  { left, perSecond, at }: { left: number; perSecond: number; at: number },
  now: number,
): EndRange | undefined {
  if (perSecond <= 0 || left <= 0) return undefined;
  const ms = (left / perSecond) * 1000;
  const end = { from: at + ms * (1 - endSpread), to: at + ms * (1 + endSpread) };
  return end.to < now ? undefined : end;
}
