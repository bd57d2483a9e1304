import { enumerations } from '../schema/value-declarations.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';

const dayMs = 86_400_000;
const weekdays = (enumerations['DayOfWeek'] ?? '').split(' ');
const months = (enumerations['Month'] ?? '').split(' ');
const indexes = (enumerations['DayIndex'] ?? '').split(' ');
/** No pattern needs more steps from one occurrence to the next, even with an interval of 99 years. */
const stepsMax = 100_000;

/** A day, counted from 1970-01-01. */
type Day = number;

/** The days of a recurrence pattern from `start` on, without end (reference pages of the patterns, `DailyRecurrence` and so on). */
export function* patternDays(pattern: XmlElement, start: Day): Generator<Day, void, undefined> {
  const number = (name: string, fallback: number) =>
    Number(childOf(pattern, name)?.text ?? fallback);
  const text = (name: string) => childOf(pattern, name)?.text.trim() ?? '';
  const interval = Math.max(1, number('t:Interval', 1));
  const month = months.indexOf(text('t:Month'));
  const days = text('t:DaysOfWeek').split(/\s+/);
  switch (pattern.name) {
    case 't:WeeklyRecurrence':
      return yield* weekly(start, { interval, days, first: text('t:FirstDayOfWeek') });
    case 't:AbsoluteMonthlyRecurrence':
      return yield* monthly(start, interval, (at) => dayOfMonth(at, number('t:DayOfMonth', 1)));
    case 't:RelativeMonthlyRecurrence':
      return yield* monthly(start, interval, (at) => dayAt(at, days, text('t:DayOfWeekIndex')));
    case 't:AbsoluteYearlyRecurrence':
      return yield* monthly(start, 1, (at) =>
        at.month === month ? dayOfMonth(at, number('t:DayOfMonth', 1)) : undefined,
      );
    case 't:RelativeYearlyRecurrence':
      return yield* monthly(start, 1, (at) =>
        at.month === month ? dayAt(at, days, text('t:DayOfWeekIndex')) : undefined,
      );
    default:
      for (let day = start; ; day += interval) yield day;
  }
}

function* weekly(
  start: Day,
  { interval, days, first }: { interval: number; days: readonly string[]; first: string },
): Generator<Day, void, undefined> {
  const firstDay = Math.max(0, weekdays.indexOf(first));
  const weekStart = start - ((weekdayOf(start) - firstDay + 7) % 7);
  for (let week = weekStart; ; week += 7 * interval) {
    for (let day = week; day < week + 7; day += 1) {
      if (day >= start && isOneOf(days, day)) yield day;
    }
  }
}

interface MonthOf {
  readonly year: number;
  readonly month: number;
}

function* monthly(
  start: Day,
  interval: number,
  choose: (month: MonthOf) => Day | undefined,
): Generator<Day, void, undefined> {
  const date = new Date(start * dayMs);
  for (let step = 0; step < stepsMax; step += 1) {
    const count = date.getUTCMonth() + step * interval;
    const year = date.getUTCFullYear() + Math.floor(count / 12);
    const day = choose({ year, month: count % 12 });
    if (day !== undefined && day >= start) yield day;
  }
}

/** In a shorter month its last day. */
function dayOfMonth({ year, month }: MonthOf, day: number): Day {
  return firstOf({ year, month }) + Math.min(day, lengthOf({ year, month })) - 1;
}

function dayAt(month: MonthOf, days: readonly string[], index: string): Day | undefined {
  const first = firstOf(month);
  const fitting = Array.from({ length: lengthOf(month) }, (_, at) => first + at).filter((day) =>
    isOneOf(days, day),
  );
  return index === 'Last' ? fitting.at(-1) : fitting[indexes.indexOf(index)];
}

function isOneOf(days: readonly string[], day: Day): boolean {
  const weekday = weekdayOf(day);
  const isWeekend = weekday === 0 || weekday === 6;
  return days.some(
    (name) =>
      name === 'Day' ||
      name === (isWeekend ? 'WeekendDay' : 'Weekday') ||
      name === weekdays[weekday],
  );
}

function weekdayOf(day: Day): number {
  return new Date(day * dayMs).getUTCDay();
}

function firstOf({ year, month }: MonthOf): Day {
  return Date.UTC(year, month, 1) / dayMs;
}

function lengthOf({ year, month }: MonthOf): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}
