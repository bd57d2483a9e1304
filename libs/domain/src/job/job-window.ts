import { limitsAt, nextClosing, nextOpening } from '../schedule/openings.ts';
import type { ScheduleLimits } from '../schedule/schedule.ts';
import type { KnownJob } from './job.ts';

/** What holds for a job's passes now. */
export interface JobWindow {
  /** Undefined: none may run. */
  readonly limits: ScheduleLimits | undefined;
  /** It is open because a person wanted this run to go on outside the schedule. */
  readonly isOutside: boolean;
}

type Scheduled = Pick<KnownJob, 'schedule' | 'outsideSchedule'>;

/** Of a job that was made and not deleted. */
type Repeating = Scheduled & Pick<KnownJob, 'run' | 'runAtMs'> & { readonly status: string };

const hourMs = 3_600_000;

/** By its schedule and by what people want of the present run, at that wall time, milliseconds. */
export function windowAt({ schedule, outsideSchedule }: Scheduled, atMs: number): JobWindow {
  if (schedule === undefined) return { limits: {}, isOutside: false };
  const limits = limitsAt(schedule, atMs);
  const isOutside = limits === undefined && atMs < endOf(outsideSchedule);
  return { limits: isOutside ? {} : limits, isOutside };
}

/** When the job opens if it is closed, or closes if it is open, after that wall time; undefined: not at all. */
export function windowEnds({ schedule, outsideSchedule }: Scheduled, atMs: number) {
  if (schedule === undefined) return undefined;
  const { limits, isOutside } = windowAt({ schedule, outsideSchedule }, atMs);
  if (limits === undefined) return nextOpening(schedule, atMs);
  const closing = nextClosing(schedule, isOutside ? endOf(outsideSchedule) : atMs);
  return closing === Infinity ? undefined : closing;
}

/** When the next delta is to be asked for by itself, wall milliseconds, perhaps past; undefined: none is. */
export function nextDeltaMs(job: Repeating): number | undefined {
  const { deltaEveryHours, deltaUntilMs = Infinity } = job.schedule ?? {};
  if (job.status !== 'finished' || job.run === 0) return undefined;
  if (deltaEveryHours === undefined) return undefined;
  const dueMs = job.runAtMs + deltaEveryHours * hourMs;
  return dueMs < deltaUntilMs ? dueMs : undefined;
}

/** One that was missed, by whatever, counts until the cutover. */
export function isDeltaDue(job: Repeating, atMs: number): boolean {
  const dueMs = nextDeltaMs(job);
  if (dueMs === undefined || dueMs > atMs) return false;
  if (atMs >= (job.schedule?.deltaUntilMs ?? Infinity)) return false;
  return windowAt(job, atMs).limits !== undefined;
}

function endOf(outside: KnownJob['outsideSchedule']): number {
  return outside === undefined ? -Infinity : (outside.untilMs ?? Infinity);
}
