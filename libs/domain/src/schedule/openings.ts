import {
  boundaryMinutes,
  type JobSchedule,
  limitsOnWall,
  type ScheduleLimits,
} from './schedule.ts';
import { dateOf, isKnownZone, momentsOf, nextShift, wallAt, weekdayOf } from './wall-clock.ts';

/** What holds at that wall time, milliseconds; undefined: the schedule is closed, as one in a zone that is not known here. */
export function limitsAt(schedule: JobSchedule, atMs: number): ScheduleLimits | undefined {
  if (atMs < (schedule.startAtMs ?? -Infinity) || !isKnownZone(schedule.zone)) return undefined;
  return limitsOnWall(schedule, wallAt(schedule.zone, atMs));
}

export function isOpenAt(schedule: JobSchedule, atMs: number): boolean {
  return limitsAt(schedule, atMs) !== undefined;
}

/** The first open moment from `atMs` on, wall milliseconds; undefined: it never opens again. */
export function nextOpening(schedule: JobSchedule, atMs: number): number | undefined {
  return firstMoment(schedule, Math.max(atMs, schedule.startAtMs ?? atMs), true);
}

/** The first closed moment from `atMs` on, wall milliseconds; undefined: it stays open. */
export function nextClosing(schedule: JobSchedule, atMs: number): number | undefined {
  if (!isOpenAt(schedule, atMs)) return atMs;
  return firstMoment(schedule, atMs, false);
}

/** A week has every weekday's times, and a second one those that a shift of the clock swallowed in the first. */
const quietDaysMax = 15;

/** Day by day; where the weeks are all alike, only dates with exceptions are looked at. */
function firstMoment(schedule: JobSchedule, atMs: number, isOpen: boolean): number | undefined {
  if (isOpenAt(schedule, atMs) === isOpen) return atMs;
  if (!isKnownZone(schedule.zone)) return undefined;
  const exceptions = new Set((schedule.exceptions ?? []).map(({ date }) => date));
  const dates = [...exceptions].sort();
  const shifts = new Shifts(schedule.zone, atMs);
  let quiet = 0;
  for (let date = wallAt(schedule.zone, atMs).date; ; date = dateOf(date, 1)) {
    const moments = momentsOn(schedule, { date, isOpen, shifts }).filter((ms) => ms > atMs);
    if (moments.length > 0) return Math.min(...moments);
    quiet = exceptions.has(date) ? 0 : quiet + 1;
    if (quiet <= quietDaysMax) continue;
    const next = dates.find((one) => one > date);
    if (next === undefined) return undefined;
    date = dateOf(next, -1);
    quiet = 0;
  }
}

/** Moments of that date at which it may have become open, or closed; those that the clock never shows are none. */
function momentsOn(
  schedule: JobSchedule,
  asked: { readonly date: string; readonly isOpen: boolean; readonly shifts: Shifts },
): readonly number[] {
  const { date, isOpen, shifts } = asked;
  const { zone } = schedule;
  const weekday = weekdayOf(date);
  const isWanted = (limits: ScheduleLimits | undefined) => (limits !== undefined) === isOpen;
  const minutes = boundaryMinutes(schedule, weekday).filter((minute) =>
    isWanted(limitsOnWall(schedule, { date, weekday, minute })),
  );
  const moments = minutes.flatMap((minute) => momentsOf(zone, date, minute));
  return [...moments, ...shifts.on(date)].filter((ms) =>
    isWanted(limitsOnWall(schedule, wallAt(zone, ms))),
  );
}

/** When the clocks of a zone are put forward or back, asked for in the order of dates. */
class Shifts {
  readonly #zone: string;
  #next: { readonly atMs: number; readonly date: string } | undefined;

  constructor(zone: string, afterMs: number) {
    this.#zone = zone;
    this.#next = this.#after(afterMs);
  }

  on(date: string): readonly number[] {
    const found: number[] = [];
    while (this.#next !== undefined && this.#next.date <= date) {
      found.push(this.#next.atMs);
      this.#next = this.#after(this.#next.atMs);
    }
    return found;
  }

  #after(ms: number) {
    const atMs = nextShift(this.#zone, ms);
    return atMs === undefined ? undefined : { atMs, date: wallAt(this.#zone, atMs).date };
  }
}
