import type { JobSchedule, ScheduleException, SchedulePeriod } from '@mailhaul/contracts';

/** Limits of a time that is open; those of a time without any are empty. */
export interface Level {
  readonly bytesPerSecond?: number;
  readonly mailboxesMax?: number;
}

/** Of half an hour: 0 is closed, else one more than the place of its level. */
export type Cell = number;

/** A schedule as the week grid has it: half an hour a cell, Monday first. */
export interface ScheduleDraft {
  readonly zone: string;
  readonly cells: readonly (readonly Cell[])[];
  readonly levels: readonly Level[];
  readonly exceptions: readonly ScheduleException[];
  readonly startAt: number | undefined;
  readonly deltaEveryHours: number | undefined;
  readonly deltaUntil: number | undefined;
}

export const slotsOfDay = 48;
export const slotsOfHour = 2;
export const dayNames = [
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
] as const;
const minutesOfSlot = 30;
const minutesOfDay = 1440;
export const closed: Cell = 0;
export const open: Cell = 1;

/** Open all week, without limits. */
export function freshDraft(zone: string): ScheduleDraft {
  return {
    ...{ zone, levels: [{}], exceptions: [], cells: fill(() => open) },
    ...{ startAt: undefined, deltaEveryHours: undefined, deltaUntil: undefined },
  };
}

/** Each half hour as its first minute is. */
export function draftOf(schedule: JobSchedule): ScheduleDraft {
  const { zone, exceptions = [], startAt, deltaEveryHours, deltaUntil } = schedule;
  const levels: Level[] = [{}];
  const cells = fill((day, slot) => {
    const level = levelAt(schedule.periods, day + 1, slot * minutesOfSlot);
    if (level === undefined) return closed;
    const text = JSON.stringify(level);
    const at = levels.findIndex((one) => JSON.stringify(one) === text);
    return at >= 0 ? at + 1 : levels.push(level);
  });
  return { zone, cells, levels, exceptions, startAt, deltaEveryHours, deltaUntil };
}

/** Some hour whose halves differ. */
export function hasHalfHours(cells: ScheduleDraft['cells']): boolean {
  return cells.some((row) =>
    row.some((cell, slot) => slot % slotsOfHour === 0 && cell !== row[slot + 1]),
  );
}

/** Times that begin or end within half an hour: the grid cannot show them. */
export function hasFinerTimes({ periods }: JobSchedule): boolean {
  return periods.some(({ from, to }) => from % minutesOfSlot > 0 || to % minutesOfSlot > 0);
}

export function scheduleOf(draft: ScheduleDraft): JobSchedule {
  const { zone, exceptions, startAt, deltaEveryHours, deltaUntil } = draft;
  return {
    ...{ zone, periods: periodsOf(draft) },
    ...(exceptions.length === 0 ? {} : { exceptions: [...exceptions] }),
    ...(startAt === undefined ? {} : { startAt }),
    ...(deltaEveryHours === undefined ? {} : { deltaEveryHours }),
    ...(deltaUntil === undefined || deltaEveryHours === undefined ? {} : { deltaUntil }),
  };
}

/** The cells between two of them, as a rectangle, made one level. */
export function painted(
  cells: ScheduleDraft['cells'],
  corners: readonly [CellPlace, CellPlace],
  level: Cell,
): ScheduleDraft['cells'] {
  const [a, b] = corners;
  const isWithin = (value: number, one: number, other: number) =>
    value >= Math.min(one, other) && value <= Math.max(one, other);
  return cells.map((row, day) =>
    row.map((cell, slot) =>
      isWithin(day, a.day, b.day) && isWithin(slot, a.slot, b.slot) ? level : cell,
    ),
  );
}

export interface CellPlace {
  readonly day: number;
  /** Half hours since midnight. */
  readonly slot: number;
}

const isWeekend = (day: number) => day >= 5;
const isNight = (slot: number) => slot < 6 * slotsOfHour || slot >= 20 * slotsOfHour;

/** Weeks that many want. */
export const presets: readonly {
  readonly label: string;
  readonly cells: ScheduleDraft['cells'];
}[] = [
  { label: 'Always', cells: fill(() => open) },
  { label: 'Nights', cells: fill((_, slot) => Number(isNight(slot))) },
  { label: 'Weekends', cells: fill((day) => Number(isWeekend(day))) },
  {
    label: 'Nights and weekends',
    cells: fill((day, slot) => Number(isWeekend(day) || isNight(slot))),
  },
];

function fill(cellOf: (day: number, slot: number) => Cell): ScheduleDraft['cells'] {
  return dayNames.map((_, day) =>
    Array.from({ length: slotsOfDay }, (_slot, slot) => cellOf(day, slot)),
  );
}

/** Undefined: closed. Where periods lie over each other, the strictest of each limit. */
function levelAt(
  periods: readonly SchedulePeriod[],
  weekday: number,
  minute: number,
): Level | undefined {
  const before = weekday === 1 ? 7 : weekday - 1;
  const met = periods.filter(({ days, from, to }) => {
    if (from < to) return days.includes(weekday) && minute >= from && minute < to;
    if (minute >= from) return days.includes(weekday);
    return minute < to && days.includes(before);
  });
  if (met.length === 0) return undefined;
  const least = (name: keyof Level) => {
    const given = met.map((one) => one[name]).filter((value) => value !== undefined);
    return given.length === 0 ? {} : { [name]: Math.min(...given) };
  };
  return { ...least('bytesPerSecond'), ...least('mailboxesMax') };
}

interface Run {
  readonly day: number;
  readonly from: number;
  readonly to: number;
  readonly cell: Cell;
}

/** Nights are one period, and days with the same times as well. */
function periodsOf({ cells, levels }: ScheduleDraft): SchedulePeriod[] {
  const periods = new Map<string, SchedulePeriod>();
  for (const { day, from, to, cell } of joined(cells.flatMap(runsOf))) {
    const key = `${cell} ${from} ${to}`;
    const known = periods.get(key);
    const days = [...(known?.days ?? []), day + 1];
    periods.set(key, { days, from, to, ...levels[cell - 1] });
  }
  return [...periods.values()];
}

function runsOf(row: readonly Cell[], day: number): Run[] {
  const runs: Run[] = [];
  for (const [slot, cell] of row.entries()) {
    const [from, to] = [slot * minutesOfSlot, (slot + 1) * minutesOfSlot];
    const last = runs.at(-1);
    if (last?.cell === cell) runs[runs.length - 1] = { ...last, to };
    else runs.push({ day, from, to, cell });
  }
  return runs.filter(({ cell }) => cell !== closed);
}

/** What ends at midnight and goes on behind it is one, where that is less than a day. */
function joined(runs: readonly Run[]): Run[] {
  const taken = new Set<Run>();
  const nextOf = ({ day, from, to, cell }: Run) =>
    to < minutesOfDay || from === 0
      ? undefined
      : runs.find(
          (run) =>
            run.day === (day + 1) % dayNames.length &&
            run.from === 0 &&
            run.cell === cell &&
            run.to <= from &&
            run.to < minutesOfDay,
        );
  const whole = runs.map((run) => {
    const next = nextOf(run);
    if (next === undefined || run.from === next.to) return run;
    taken.add(next);
    return { ...run, to: next.to };
  });
  return whole.filter((_, at) => !taken.has(runs[at] as Run));
}
