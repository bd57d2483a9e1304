import * as z from 'zod';
import { instantSchema } from './values.ts';

const minutesOfDay = 1440;
const periodsMax = 200;
const exceptionsMax = 366;
/** A month. */
const deltaHoursMax = 744;

export const zoneSchema = z
  .string()
  .max(60)
  .refine(isZone, 'is no time zone: give a name such as Europe/Berlin');

const limits = {
  /** Of the whole job, over all workers. */
  bytesPerSecond: z.int().min(1024, 'is less than 1024: close the time instead').optional(),
  /** Mailboxes of the job at once. */
  mailboxesMax: z
    .int()
    .min(1, 'is less than 1: close the time instead')
    .max(10_000, 'is more than 10000: leave it out where there is no limit')
    .optional(),
};

export const schedulePeriodSchema = z
  .strictObject({
    /** 1 is Monday, 7 Sunday: the days on which it begins. */
    days: z
      .array(z.int().min(1).max(7))
      .min(1, 'names no day: give 1 (Monday) to 7 (Sunday)')
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'names a day twice'),
    /** Minutes after midnight, 0 to 1439. */
    from: z
      .int()
      .min(0)
      .max(minutesOfDay - 1),
    /** Minutes after midnight, 1 to 1440; not after `from`: on the next day. */
    to: z.int().min(1).max(minutesOfDay),
    ...limits,
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'is the same as from: a whole day is 0 to 1440',
  });

export const scheduleExceptionSchema = z.strictObject({
  /** `2026-12-24`, midnight to midnight in the schedule’s zone. */
  date: z.iso.date('is no date like 2026-12-24'),
  /** The whole day, without limits; or not at all. */
  isOpen: z.boolean(),
});

export const scheduleSchema = z
  .strictObject({
    zone: zoneSchema,
    periods: z.array(schedulePeriodSchema).max(periodsMax),
    exceptions: z
      .array(scheduleExceptionSchema)
      .max(exceptionsMax)
      .refine(hasOneOfEach, 'names a date twice')
      .optional(),
    /** Nothing runs before. */
    startAt: instantSchema.optional(),
    /** A delta so long after the last run began, one at a time. */
    deltaEveryHours: z.int().min(1).max(deltaHoursMax).optional(),
    /** The cutover: from then on no delta runs by itself. */
    deltaUntil: instantSchema.optional(),
  })
  .refine(
    ({ periods, exceptions = [] }) => periods.length > 0 || exceptions.some((one) => one.isOpen),
    {
      path: ['periods'],
      message: 'leave no time open: name one, or remove the schedule to have the job run always',
    },
  )
  .refine(({ deltaEveryHours, deltaUntil }) => deltaUntil === undefined || deltaEveryHours, {
    path: ['deltaUntil'],
    message: 'says until when, but deltaEveryHours is missing',
  });

export const setScheduleSchema = z.strictObject({
  /** Null: none any more, the job may run at all times. */
  schedule: scheduleSchema.nullable(),
});

/** What the schedule says now; absent where there is none. */
export const scheduleNowSchema = z.object({
  isOpen: z.boolean(),
  /** When it opens or, if it is open, closes; absent: never. */
  changesAt: instantSchema.optional(),
  /** Open by a person’s wish although the schedule is closed. */
  isOutside: z.boolean(),
  bytesPerSecond: z.int().optional(),
  mailboxesMax: z.int().optional(),
  /** When a delta is asked for by itself, at the earliest. */
  nextDeltaAt: instantSchema.optional(),
});

/** What is to be done where the schedule is closed: `wait` for it to open, or `run-now` until then. */
export const runInputSchema = z
  .strictObject({ outsideWindow: z.enum(['run-now', 'wait']).optional() })
  .optional();

export type JobSchedule = z.output<typeof scheduleSchema>;
export type SchedulePeriod = z.output<typeof schedulePeriodSchema>;
export type ScheduleException = z.output<typeof scheduleExceptionSchema>;
export type ScheduleNow = z.output<typeof scheduleNowSchema>;

/** A name of the IANA's list that this system knows; offsets such as +01:00 know no summer time and are none. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/u.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function hasOneOfEach(exceptions: readonly { readonly date: string }[]): boolean {
  return new Set(exceptions.map(({ date }) => date)).size === exceptions.length;
}
