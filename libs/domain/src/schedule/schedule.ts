/**
 * When a job's passes may run, as the clock on the wall of its zone shows it: a moment is open if that clock shows an open
 * time. So an hour that summer time skips is open to nobody, and one that winter time gives twice is so both times.
 */
export interface JobSchedule {
  /** Of the IANA's list: `Europe/Berlin`. */
  readonly zone: string;
  readonly periods: readonly SchedulePeriod[];
  /** Whole days, midnight to midnight, that are not as their weekday; the last one of a date counts. */
  readonly exceptions?: readonly ScheduleException[];
  /** Nothing runs before, wall milliseconds. */
  readonly startAtMs?: number;
  /** A delta is asked for so long after the last run began; one that was missed is made up for once. */
  readonly deltaEveryHours?: number;
  /** The cutover: from then on no delta is asked for by itself, wall milliseconds. */
  readonly deltaUntilMs?: number;
}

/** Every week on these days from one minute after midnight until before another; not after `from`, it ends the next day. */
export interface SchedulePeriod extends ScheduleLimits {
  /** 1 is Monday, 7 Sunday: the days on which it begins. */
  readonly days: readonly number[];
  /** 0 to 1439. */
  readonly from: number;
  /** 1 to 1440. */
  readonly to: number;
}

/** Where periods lie over each other, the strictest of each. */
export interface ScheduleLimits {
  /** Of the whole job, over all its workers. */
  readonly bytesPerSecond?: number;
  /** Mailboxes of the job that are copied at once. */
  readonly mailboxesMax?: number;
}

export interface ScheduleException {
  /** `2026-12-24` */
  readonly date: string;
  /** The whole day, without limits; or not at all. */
  readonly isOpen: boolean;
}

/** A moment on the wall of a zone. */
export interface WallMoment {
  /** `2026-12-24` */
  readonly date: string;
  /** 1 is Monday. */
  readonly weekday: number;
  /** After midnight as the clock shows it, 0 to 1439. */
  readonly minute: number;
}

const minutesOfDay = 1440;

/** The limits of that moment; undefined: closed. Says nothing of `startAtMs`. */
export function limitsOnWall(
  { periods, exceptions = [] }: JobSchedule,
  moment: WallMoment,
): ScheduleLimits | undefined {
  const exception = exceptions.findLast(({ date }) => date === moment.date);
  if (exception !== undefined) return exception.isOpen ? {} : undefined;
  const met = periods.filter((period) => covers(period, moment));
  return met.length === 0 ? undefined : strictest(met);
}

/** Minutes of a day of that weekday at which something may begin or end, midnight among them. */
export function boundaryMinutes({ periods }: JobSchedule, weekday: number): readonly number[] {
  const before = dayBefore(weekday);
  const minutes = new Set([0]);
  for (const { days, from, to } of periods) {
    const isOvernight = to <= from;
    if (days.includes(weekday)) {
      minutes.add(from);
      if (!isOvernight && to < minutesOfDay) minutes.add(to);
    }
    if (isOvernight && days.includes(before)) minutes.add(to);
  }
  return [...minutes].sort((a, b) => a - b);
}

function covers({ days, from, to }: SchedulePeriod, { weekday, minute }: WallMoment): boolean {
  if (from < to) return days.includes(weekday) && minute >= from && minute < to;
  if (minute >= from) return days.includes(weekday);
  return minute < to && days.includes(dayBefore(weekday));
}

function strictest(limits: readonly ScheduleLimits[]): ScheduleLimits {
  const least = (name: keyof ScheduleLimits) => {
    const given = limits.map((one) => one[name]).filter((value) => value !== undefined);
    return given.length === 0 ? {} : { [name]: Math.min(...given) };
  };
  return { ...least('bytesPerSecond'), ...least('mailboxesMax') };
}

function dayBefore(weekday: number): number {
  return weekday === 1 ? 7 : weekday - 1;
}
