import type { Job, JobSchedule, SchedulePeriod } from '@mailhaul/contracts';
import { counted, formatRate, formatRelative, mailboxes } from './format.ts';

const shortDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const minutesOfDay = 1440;
const dayMs = 86_400_000;

/** `22:00`, with the day where it is not near, on the clock of the zone. */
export function zoneClock(at: number, now: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const day = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const date = day({ year: 'numeric', month: 'numeric', day: 'numeric' });
  if (date.format(at) === date.format(now)) return clock.format(at);
  const isNear = at > now && at - now < 6 * dayMs;
  const name = isNear ? day({ weekday: 'short' }) : day({ day: 'numeric', month: 'short' });
  return `${name.format(at)} ${clock.format(at)}`;
}

/** How the schedule stands now and what comes next; empty where there is none. */
export function scheduleSentence({ schedule, scheduleNow }: Job, now: number): string {
  if (schedule === undefined || scheduleNow === undefined) return '';
  const { isOpen, isOutside, changesAt } = scheduleNow;
  const { zone } = schedule;
  const when = changesAt === undefined ? undefined : `${zoneClock(changesAt, now, zone)} (${zone})`;
  if (!isOpen) return when === undefined ? 'Closed, and never opens' : `Closed until ${when}`;
  const lead = isOutside ? 'Runs outside the schedule' : 'Open';
  return when === undefined ? `${lead}, without an end` : `${lead} until ${when}`;
}

/** What else holds now, each in a few words. */
export function scheduleNotes({ schedule, scheduleNow }: Job, now: number): string[] {
  if (schedule === undefined || scheduleNow === undefined) return [];
  const { changesAt, bytesPerSecond, mailboxesMax, nextDeltaAt, isOpen } = scheduleNow;
  const { zone, deltaUntil } = schedule;
  const limits = [
    ...(bytesPerSecond === undefined ? [] : [`at most ${formatRate(bytesPerSecond)}`]),
    ...(mailboxesMax === undefined ? [] : [`${mailboxes(mailboxesMax)} at once`]),
  ];
  return [
    ...(changesAt === undefined
      ? []
      : [`${isOpen ? 'Closes' : 'Opens'} ${formatRelative(changesAt, now)}`]),
    ...(limits.length === 0 ? [] : [`Now ${limits.join(' and ')}`]),
    ...(nextDeltaAt === undefined
      ? []
      : [
          nextDeltaAt <= now
            ? 'Next delta as soon as it opens'
            : `Next delta ${zoneClock(nextDeltaAt, now, zone)}`,
        ]),
    ...(deltaUntil === undefined ? [] : [`Deltas until ${zoneClock(deltaUntil, now, zone)}`]),
  ];
}

/** `Mon–Fri 22:00–06:00, Sat–Sun all day`. */
export function weekWords({ periods }: Pick<JobSchedule, 'periods'>): string {
  if (periods.length === 0) return 'No day of the week';
  return periods
    .map((period) => `${daysText(period.days)} ${timesText(period)}${limitsText(period)}`)
    .join(', ');
}

/** `2 days off, 1 day open`; empty without any. */
export function exceptionWords({ exceptions = [] }: Pick<JobSchedule, 'exceptions'>): string {
  const opened = exceptions.filter(({ isOpen }) => isOpen).length;
  const off = exceptions.length - opened;
  return [
    ...(off === 0 ? [] : [`${counted(off, 'day')} off`]),
    ...(opened === 0 ? [] : [`${counted(opened, 'day')} open`]),
  ].join(', ');
}

function daysText(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  if (sorted.length === shortDays.length) return 'daily';
  const runs: number[][] = [];
  for (const day of sorted) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => shortDays[(day ?? 1) - 1] ?? '';
  return runs
    .map((run) => (run.length === 1 ? name(run[0]) : `${name(run[0])}–${name(run.at(-1))}`))
    .join(', ');
}

function timesText({ from, to }: SchedulePeriod): string {
  return from === 0 && to === minutesOfDay ? 'all day' : `${clockText(from)}–${clockText(to)}`;
}

function limitsText({ bytesPerSecond, mailboxesMax }: SchedulePeriod): string {
  const limits = [
    ...(bytesPerSecond === undefined ? [] : [formatRate(bytesPerSecond)]),
    ...(mailboxesMax === undefined ? [] : [`${mailboxes(mailboxesMax)}`]),
  ];
  return limits.length === 0 ? '' : ` (${limits.join(', ')})`;
}

function clockText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
