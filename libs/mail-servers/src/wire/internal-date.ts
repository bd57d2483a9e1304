import type { InternalDate } from '../store/stored-message.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const datePattern = /^([ 0-9]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** `date-time` of RFC 3501 §9 without its quotes. */
export function formatInternalDate(date: InternalDate): string {
  const local = new Date((date.epochSeconds + date.zoneMinutes * 60) * 1000);
  const zone = Math.abs(date.zoneMinutes);
  const sign = date.zoneMinutes < 0 ? '-' : '+';
  const day = String(local.getUTCDate()).padStart(2, ' ');
  const month = months[local.getUTCMonth()] ?? 'Jan';
  const year = String(local.getUTCFullYear()).padStart(4, '0');
  const time = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()]
    .map(pad2)
    .join(':');
  return `${day}-${month}-${year} ${time} ${sign}${pad2(Math.floor(zone / 60))}${pad2(zone % 60)}`;
}

/** Undefined where the text is no `date-time`. */
export function parseInternalDate(text: string): InternalDate | undefined {
  const match = datePattern.exec(text);
  if (match === null) return undefined;
  const [
    ,
    day = '',
    monthName = '',
    year = '',
    hh = '',
    mm = '',
    ss = '',
    sign = '',
    zh = '',
    zm = '',
  ] = match;
  const month = monthIndex(monthName);
  if (month < 0 || Number(hh) > 23 || Number(mm) > 59 || Number(ss) > 60) return undefined;
  const zoneMinutes = (sign === '-' ? -1 : 1) * (Number(zh) * 60 + Number(zm));
  const date = new Date(Date.UTC(2000, month, Number(day), Number(hh), Number(mm), Number(ss)));
  date.setUTCFullYear(Number(year), month, Number(day));
  if (date.getUTCDate() !== Number(day)) return undefined;
  return { epochSeconds: date.getTime() / 1000 - zoneMinutes * 60, zoneMinutes };
}

/** Days since 1970 of a SEARCH `date` such as 1-Feb-1994; undefined where it is none. */
export function parseSearchDay(text: string): number | undefined {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  if (match === null) return undefined;
  const month = monthIndex(match[2] ?? '');
  if (month < 0) return undefined;
  return Math.floor(Date.UTC(Number(match[3]), month, Number(match[1])) / 86_400_000);
}

function monthIndex(name: string): number {
  return months.findIndex((month) => month.toLowerCase() === name.toLowerCase());
}

function pad2(value: number): string {
  return String(value).padStart(2, '0');
}
