import { type JobSchedule, scheduleSchema, type SchedulePeriod, wallMs } from '@mailhaul/contracts';
import { named, parseSize, parseWhole } from '../../options/option-values.ts';
import { UsageError } from '../../usage-error.ts';
import { checkedInput } from '../words/checked-input.ts';

/** What `mailhaul jobs schedule` takes; text as typed. */
export interface RawSchedule {
  readonly allow?: readonly string[];
  readonly zone?: string;
  readonly closed?: readonly string[];
  readonly open?: readonly string[];
  readonly asUsual?: readonly string[];
  readonly notBefore?: string;
  readonly deltaEvery?: string;
  readonly deltaUntil?: string;
  readonly none?: boolean;
}

const always: SchedulePeriod = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 };
const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const deltaHoursMax = 744;
/** Takes away what an option set. */
const off = 'off';

/** The schedule before, with what is given; `--allow` gives all times anew. @throws UsageError */
export function changedSchedule(raw: RawSchedule, before: JobSchedule | undefined): JobSchedule {
  const zone = raw.zone ?? before?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { startAt, deltaEveryHours, deltaUntil } = before ?? {};
  const given = {
    startAt: changedTime('--not-before', raw.notBefore, { zone, before: startAt }),
    deltaEveryHours: changedHours(raw.deltaEvery, deltaEveryHours),
    deltaUntil: changedTime('--delta-until', raw.deltaUntil, { zone, before: deltaUntil }),
  };
  const { deltaUntil: until, ...rest } = given;
  const exceptions = changedExceptions(raw, before?.exceptions ?? []);
  const schedule = {
    zone,
    periods: raw.allow?.map(parsePeriod) ?? before?.periods ?? [always],
    ...(exceptions.length === 0 ? {} : { exceptions }),
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    // Without deltas there is nothing to end, unless somebody says so.
    ...(until === undefined || (raw.deltaUntil === undefined && rest.deltaEveryHours === undefined)
      ? {}
      : { deltaUntil: until }),
  };
  return checkedInput(scheduleSchema, schedule, (place) => `the schedule’s ${place}`);
}

/** `mon-fri 22:00-06:00 rate=5MB mailboxes=3`, `daily`, `sat,sun all-day` @throws UsageError */
export function parsePeriod(text: string): SchedulePeriod {
  return named('--allow', () => {
    const [days = '', ...words] = text.trim().split(/\s+/u);
    const limits = words.filter((word) => word.includes('='));
    const [times = 'all-day', extra] = words.filter((word) => !word.includes('='));
    if (extra !== undefined) throw periodFault(text);
    return { days: parseDays(days), ...parseTimes(times), ...parseLimits(limits) };
  });
}

function parseDays(text: string): number[] {
  if (text.toLowerCase() === 'daily') return [...always.days];
  return text.split(',').flatMap((part) => {
    const [first, last = first, extra] = part.toLowerCase().split('-').map(dayOf);
    if (first === undefined || last === undefined || extra !== undefined) throw periodFault(text);
    const length = ((last - first + dayNames.length) % dayNames.length) + 1;
    return Array.from({ length }, (_, n) => ((first + n) % dayNames.length) + 1);
  });
}

function dayOf(name: string): number {
  const at = dayNames.indexOf(name.slice(0, 3));
  if (at < 0) throw periodFault(name);
  return at;
}

function parseTimes(text: string): { readonly from: number; readonly to: number } {
  if (text === 'all-day') return { from: always.from, to: always.to };
  const [from, to, extra] = text.split('-').map(minuteOf);
  if (from === undefined || to === undefined || extra !== undefined) throw periodFault(text);
  return { from, to: to === 0 ? always.to : to };
}

function minuteOf(text: string): number {
  const match = /^(\d{1,2}):(\d{2})$/u.exec(text);
  const minute = Number(match?.[1]) * 60 + Number(match?.[2]);
  if (!(minute <= always.to) || Number(match?.[2]) > 59) throw periodFault(text);
  return minute;
}

function parseLimits(words: readonly string[]): Partial<SchedulePeriod> {
  const limits: Partial<SchedulePeriod> = {};
  for (const word of words) {
    const [name, value = ''] = word.split('=');
    if (name === 'rate') limits.bytesPerSecond = parseSize(value.replace(/\/s$/u, ''));
    else if (name === 'mailboxes') limits.mailboxesMax = parseWhole(value, { min: 1, max: 10_000 });
    else throw periodFault(word);
  }
  return limits;
}

function periodFault(text: string): UsageError {
  return new UsageError(
    `${JSON.stringify(text)} is no time of the week`,
    'write "mon-fri 22:00-06:00", "sat,sun all-day" or "daily 08:00-18:00 rate=5MB mailboxes=3"',
  );
}

function changedExceptions(
  raw: RawSchedule,
  before: NonNullable<JobSchedule['exceptions']>,
): NonNullable<JobSchedule['exceptions']> {
  const closed = (raw.closed ?? []).map((date) => ({ date, isOpen: false }));
  const opened = (raw.open ?? []).map((date) => ({ date, isOpen: true }));
  const named = new Set([...(raw.asUsual ?? []), ...closed.map(({ date }) => date)]);
  for (const { date } of opened) named.add(date);
  return [...before.filter(({ date }) => !named.has(date)), ...closed, ...opened];
}

function changedHours(text: string | undefined, before: number | undefined): number | undefined {
  if (text === undefined) return before;
  if (text === off) return undefined;
  const bounds = { min: 1, max: deltaHoursMax };
  return named('--delta-every', () => parseWhole(text.replace(/h$/u, ''), bounds));
}

/** On the clock of the schedule's zone. */
function changedTime(
  option: string,
  text: string | undefined,
  { zone, before }: { readonly zone: string; readonly before: number | undefined },
): number | undefined {
  if (text === undefined) return before;
  if (text === off) return undefined;
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u.test(text);
  const ms = isTime ? wallMs(text, zone) : undefined;
  if (ms !== undefined) return ms;
  const remedy = 'write 2026-12-24T22:00, as the clock of the time zone shows it, or off';
  throw new UsageError(`${option}: ${JSON.stringify(text)} is no time`, remedy);
}
