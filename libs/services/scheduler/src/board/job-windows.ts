import {
  isDeltaDue,
  type JobCommand,
  type JobSchedule,
  type JobWindow,
  type KnownJob,
  windowAt,
  windowEnds,
} from '@mailhaul/domain';
import type { JobEntry } from './entries.ts';

const minuteMs = 60_000;

interface Remembered {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly window: JobWindow;
}

/** By the fold of a job: each event makes another one. */
const remembered = new WeakMap<object, Remembered>();

/** What a job's schedule says at that wall time; undefined: there is no such job. Asked for each grant, so remembered for a minute. */
export function windowOf({ state }: JobEntry, nowMs: number): JobWindow | undefined {
  if (state.status === 'unknown' || state.status === 'deleted') return undefined;
  const known = remembered.get(state);
  if (known !== undefined && known.fromMs <= nowMs && nowMs < known.untilMs) return known.window;
  const window = windowAt(state, nowMs);
  const edges = [state.schedule?.startAtMs, state.outsideSchedule?.untilMs];
  const fromMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const later = edges.filter((ms): ms is number => ms !== undefined && ms > nowMs);
  const earlier = edges.filter((ms): ms is number => ms !== undefined && ms <= nowMs);
  remembered.set(state, {
    fromMs: Math.max(fromMs, ...earlier),
    untilMs: Math.min(fromMs + minuteMs, ...later),
    window,
  });
  return window;
}

/** Whether passes of the job may be granted now: its schedule is open, and has been told so. */
export function mayRun(job: JobEntry, nowMs: number): boolean {
  const limits = windowOf(job, nowMs)?.limits;
  if (limits === undefined || !('closed' in job.state)) return false;
  return job.state.closed === undefined && job.running < (limits.mailboxesMax ?? Infinity);
}

export function hasWindow({ state }: JobEntry): boolean {
  return 'schedule' in state && (state.schedule ?? state.closed) !== undefined;
}

type WindowWish = Extract<JobCommand, { kind: 'CloseWindow' | 'OpenWindow' | 'RequestDelta' }>;

/** What the clock asks of a job now. */
export type DueWish = WindowWish extends infer W
  ? W extends WindowWish
    ? Omit<W, 'commandId' | 'atMs' | 'actor'>
    : never
  : never;

/** Undefined: nothing. */
export function dueOf(job: JobEntry, nowMs: number): DueWish | undefined {
  const { state } = job;
  if (state.status === 'unknown' || state.status === 'deleted') return undefined;
  const isOpen = windowOf(job, nowMs)?.limits !== undefined;
  if (isOpen) {
    if (state.closed !== undefined) return { kind: 'OpenWindow' };
    return isDeltaDue(state, nowMs) ? { kind: 'RequestDelta' } : undefined;
  }
  if (!isActive(job)) return undefined;
  const untilMs = opensAt(state, nowMs);
  if (state.closed !== undefined && state.closed.untilMs === untilMs) return undefined;
  return { kind: 'CloseWindow', ...(untilMs === undefined ? {} : { untilMs }) };
}

/** Somebody waits for it. */
function isActive({ state, queue, running }: JobEntry): boolean {
  if (state.status === 'running') return true;
  return state.status !== 'paused' && (queue.size > 0 || running > 0);
}

interface Opening {
  readonly fromMs: number;
  readonly untilMs: number | undefined;
}

const openings = new WeakMap<JobSchedule, Opening>();

/** Of a schedule that is closed; what it found once holds until then. */
function opensAt(job: KnownJob, nowMs: number): number | undefined {
  const { schedule } = job;
  if (schedule === undefined) return undefined;
  const known = openings.get(schedule);
  if (known !== undefined && known.fromMs <= nowMs && nowMs < (known.untilMs ?? Infinity)) {
    return known.untilMs;
  }
  const untilMs = windowEnds(job, nowMs);
  openings.set(schedule, { fromMs: nowMs, untilMs });
  return untilMs;
}
