import { type Job, localText, type SchedulePeriod } from '@mailhaul/contracts';
import { formatBytes, plural } from '../../text/format.ts';
import { factLines } from './show-list.ts';

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const minutesOfDay = 1440;

/** `closed until 2026-12-24 22:00 (Europe/Berlin)`; undefined: it has no schedule. */
export function scheduleState({ schedule, scheduleNow }: Job): string | undefined {
  if (schedule === undefined || scheduleNow === undefined) return undefined;
  const { isOpen, isOutside, changesAt } = scheduleNow;
  const { zone } = schedule;
  const until = changesAt === undefined ? '' : ` until ${clockText(changesAt, zone)} (${zone})`;
  if (!isOpen) return until === '' ? 'closed, and never opens' : `closed${until}`;
  return `${isOutside ? 'runs outside its schedule' : 'open'}${until}`;
}

/** All of it, a fact a line. */
export function scheduleLines(job: Job, nowMs: number): string[] {
  const { schedule, scheduleNow } = job;
  if (schedule === undefined) return ['  no schedule: it may run at all times'];
  const { zone, periods, exceptions = [], startAt, deltaEveryHours, deltaUntil } = schedule;
  const at = (ms: number | undefined) => (ms === undefined ? undefined : clockText(ms, zone));
  const next = scheduleNow?.nextDeltaAt;
  const isDue = next !== undefined && next <= nowMs;
  const listed = (isOpen: boolean) => {
    const dates = exceptions.filter((one) => one.isOpen === isOpen).map(({ date }) => date);
    return dates.length === 0 ? undefined : dates.join(', ');
  };
  return factLines([
    ['now', scheduleState(job)],
    ['zone', zone],
    ['week', periods.length === 0 ? 'closed' : periods.map(periodText).join('; ')],
    ['closed on', listed(false)],
    ['open on', listed(true)],
    ['not before', at(startAt)],
    ['delta', deltaEveryHours === undefined ? undefined : `every ${deltaEveryHours} h`],
    ['next delta', isDue ? 'as soon as it is open' : at(next)],
    ['deltas until', at(deltaUntil)],
  ]);
}

function periodText({ days, from, to, bytesPerSecond, mailboxesMax }: SchedulePeriod): string {
  const names = days.map((day) => dayNames[day - 1]).join(' ');
  const times =
    from === 0 && to === minutesOfDay ? 'all day' : `${minuteText(from)}-${minuteText(to)}`;
  const limits = [
    ...(bytesPerSecond === undefined ? [] : [`${formatBytes(bytesPerSecond)}/s`]),
    ...(mailboxesMax === undefined ? [] : [plural(mailboxesMax, 'mailbox', 'mailboxes')]),
  ];
  return `${names} ${times}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`;
}

function minuteText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function clockText(ms: number, zone: string): string {
  return localText(ms, zone).replace('T', ' ');
}
