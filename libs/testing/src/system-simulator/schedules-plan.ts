import type { JobSchedule } from '@mailhaul/domain';
import type { Chance } from '../simulator/chance.ts';

/** What is drawn of schedules before a run. */
export interface SchedulesPlan {
  /** Of all jobs: which share has one from the beginning on. */
  readonly share: number;
  /** Mean time between two changes of somebody's, while faults last; undefined: nobody changes one. */
  readonly changeEveryMs: number | undefined;
}

const minuteMs = 60_000;
const minutesOfDay = 1_440;

export function drawSchedulesPlan(chance: Chance): SchedulesPlan {
  const share = chance.pick([0, 0, 0, 0.5, 1]);
  const changeEveryMs = share === 0 ? undefined : chance.pick([undefined, minuteMs, 5 * minuteMs]);
  return { share, changeEveryMs };
}

/** Open for a while, closed for some minutes, all day; long enough for a slow server's batches, short enough to be closed often. */
export function drawSchedule(chance: Chance): JobSchedule {
  const openMinutes = chance.int(15, 40);
  const stepMinutes = openMinutes + chance.int(2, 15);
  const first = chance.int(0, stepMinutes - 1);
  const days = [1, 2, 3, 4, 5, 6, 7];
  const limit = chance.pick([{}, {}, { mailboxesMax: 1 }, { bytesPerSecond: 10_000 }]);
  const periods = [];
  for (let from = first; from + openMinutes < minutesOfDay; from += stepMinutes) {
    periods.push({ days, from, to: from + openMinutes, ...limit });
  }
  return { zone: 'UTC', periods };
}
