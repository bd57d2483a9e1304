/** What is not known. Never 0. */
export const unknown = '–';

const locale = 'en-GB';
const counts = new Intl.NumberFormat(locale);
const oneDigit = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export function formatCount(value: number | undefined): string {
  return value === undefined ? unknown : counts.format(value);
}

/** `3 mailboxes`, `1 mailbox`. */
export function counted(value: number, one: string, several = `${one}s`): string {
  return `${counts.format(value)} ${value === 1 ? one : several}`;
}

export const mailboxes = (value: number): string => counted(value, 'mailbox', 'mailboxes');

const ordinals = new Intl.PluralRules(locale, { type: 'ordinal' });
const ordinalEnds: Partial<Record<Intl.LDMLPluralRule, string>> = {
  one: 'st',
  two: 'nd',
  few: 'rd',
};

/** `1st`, `2nd`, `3rd`, `11th`. */
export function formatOrdinal(value: number): string {
  return `${counts.format(value)}${ordinalEnds[ordinals.select(value)] ?? 'th'}`;
}

/** Decimal units, one digit after the point: `3.4 GB`. */
export function formatBytes(value: number | undefined): string {
  if (value === undefined) return unknown;
  let rest = value;
  let unit = 0;
  // 999.95 would be rounded to 1000.0.
  while (rest >= 999.95 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return unit === 0
    ? `${counts.format(Math.round(rest))} B`
    : `${oneDigit.format(rest)} ${units[unit]}`;
}

export function formatRate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? unknown : `${formatBytes(bytesPerSecond)}/s`;
}

/** Rounded down, so that 100 % is all; undefined where there is nothing to have a share of. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return unknown;
  const share = Math.floor((part / whole) * 100);
  return part > 0 && share === 0 ? '<1 %' : `${share} %`;
}

/** What shows it may be a tick behind whoever wrote it down. */
const skewMs = 15 * secondMs;

/** `just now`, `4 min ago`, `in 5 min`, `yesterday` is `1 day ago`. */
export function formatRelative(at: number | undefined, now: number): string {
  if (at === undefined) return unknown;
  const away = Math.abs(now - at);
  if (away < 45 * secondMs) return at > now + skewMs ? 'in a moment' : 'just now';
  const length = formatDuration(away);
  return at > now ? `in ${length}` : `${length} ago`;
}

/** One unit: `12 s`, `4 min`, `3 h`, `2 days`. */
export function formatDuration(ms: number): string {
  if (ms < 90 * secondMs) return `${Math.round(ms / secondMs)} s`;
  if (ms < 90 * minuteMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 36 * hourMs) return `${Math.round(ms / hourMs)} h`;
  return counted(Math.round(ms / dayMs), 'day');
}

/** How long a step took: `24 ms`, `1.2 s`. */
export function formatTook(ms: number): string {
  return ms < secondMs ? `${Math.round(ms)} ms` : `${oneDigit.format(ms / secondMs)} s`;
}

const absolute = new Intl.DateTimeFormat(locale, {
  ...{ day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
});
const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const exactClock = new Intl.DateTimeFormat(locale, {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
});

/** Date, time and zone. */
export function formatAbsolute(at: number): string {
  return absolute.format(at);
}

/** `14:05`, with the day where it is not today's. */
export function formatClock(at: number, now: number): string {
  const isToday = shortDay.format(at) === shortDay.format(now) && Math.abs(at - now) < dayMs;
  return isToday ? clock.format(at) : `${shortDay.format(at)}, ${clock.format(at)}`;
}

export function formatExactClock(at: number): string {
  return exactClock.format(at);
}

/** `sign-in-rejected` → `Sign-in rejected`, for codes that no table knows. */
export function sayCode(code: string): string {
  const words = code.replace(/^sign-in\b/, 'sign\u2011in').replaceAll(/[-_]/g, ' ');
  const text = words.replaceAll('\u2011', '-');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
