import type { ReceivedAt } from '@mailhaul/connector-contract';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthNumbers = new Map(months.map((name, number) => [name.toLowerCase(), number]));
const shape = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;

/** The Gregorian calendar repeats itself after 146,097 days. */
const secondsIn400Years = 146_097 * 86_400;
/** The last second of year 9999: `date-time` has four digits for the year (RFC 9051 §9). */
const epochSecondsMax = 253_402_214_400;
const epochSecondsMin = -62_135_596_800;

/** Reads an INTERNALDATE (RFC 9051 §9 date-time); undefined where it is none. */
export function parseInternalDate(text: string): ReceivedAt | undefined {
  const match = shape.exec(text);
  const month = monthNumbers.get((match?.[2] ?? '').toLowerCase());
  if (match === null || month === undefined) return undefined;
  const year = Number(match[3]);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; four centuries later the calendar is the same.
  const shifted = Date.UTC(year + 400, month, Number(match[1]), Number(match[4]), Number(match[5]));
  const seconds = shifted / 1000 - secondsIn400Years + Number(match[6]);
  const zoneMinutes = (match[7] === '-' ? -1 : 1) * (Number(match[8]) * 60 + Number(match[9]));
  return { epochSeconds: seconds - zoneMinutes * 60, zoneMinutes };
}

/** Writes a date in the zone it was said in; the instant is cut to the years that fit. */
export function formatInternalDate({ epochSeconds, zoneMinutes }: ReceivedAt): string {
  const instant = Math.min(Math.max(Math.floor(epochSeconds), epochSecondsMin), epochSecondsMax);
  const zone = Math.abs(zoneMinutes) < 24 * 60 ? Math.trunc(zoneMinutes) : 0;
  const local = new Date((instant + zone * 60) * 1000);
  const month = months[local.getUTCMonth()] ?? 'Jan';
  const clock = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  const size = Math.abs(zone);
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
  const year = String(local.getUTCFullYear()).padStart(4, '0');
  return `${two(local.getUTCDate())}-${month}-${year} ${clock} ${offset}`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
