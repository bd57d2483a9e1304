import {
  type Job as JobResource,
  type JobSchedule as ScheduleInput,
  jobSchema,
  type ScheduleNow,
} from '@mailhaul/contracts';
import {
  type JobRejection,
  type JobSchedule,
  nextDeltaMs,
  windowAt,
  windowEnds,
} from '@mailhaul/domain';
import * as z from 'zod';
import { defined } from '../commands/defined.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** As the read model has it: with what tells how the schedule stands now. */
export const shownJobSchema = jobSchema.extend({
  runAt: z.number().optional(),
  outsideSchedule: z.object({ until: z.number().optional() }).optional(),
});

export type ShownJob = z.output<typeof shownJobSchema>;

/** As the domain wants it; undefined: none. */
export function scheduleOf(input: ScheduleInput | null | undefined): JobSchedule | undefined {
  if (input === undefined || input === null) return undefined;
  const { zone, periods, exceptions, startAt, deltaEveryHours, deltaUntil } = input;
  return {
    zone,
    periods: periods.map((period) => defined(period)),
    ...defined({ exceptions, deltaEveryHours, startAtMs: startAt, deltaUntilMs: deltaUntil }),
  };
}

/** The job as it is answered with. */
export function withScheduleNow(shown: ShownJob, nowMs: number): JobResource {
  const { runAt, outsideSchedule, ...job } = shown;
  const schedule = scheduleOf(job.schedule);
  if (schedule === undefined) return job;
  const { until } = outsideSchedule ?? {};
  const standing = {
    schedule,
    outsideSchedule: outsideSchedule && defined({ untilMs: until }),
  };
  const { limits, isOutside } = windowAt(standing, nowMs);
  const { status, run } = job;
  const scheduleNow: ScheduleNow = {
    ...{ isOpen: limits !== undefined, isOutside },
    ...limits,
    ...defined({
      changesAt: windowEnds(standing, nowMs),
      nextDeltaAt: nextDeltaMs({ ...standing, status, run, runAtMs: runAt ?? 0 }),
    }),
  };
  return { ...job, scheduleNow };
}

/** Says until when, on the clock of the schedule. */
export function outsideScheduleProblem(
  rejection: JobRejection,
  zone: string | undefined,
): ApiProblem {
  const { opensAtMs } = rejection;
  const detail =
    opensAtMs === undefined
      ? 'The job’s schedule never opens again.'
      : `The job’s schedule is closed until ${wallText(opensAtMs, zone ?? 'UTC')}.`;
  return ApiProblem.ofRejection(rejection, { detail });
}

/** `Tue, 24 Nov 2026, 22:00 (Europe/Berlin)` */
function wallText(atMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });
  return `${format.format(atMs)} (${timeZone})`;
}
