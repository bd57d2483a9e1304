import type { WallMoment } from './schedule.ts';

const knownZones = new Map<string, boolean>();
/** More than there are; asked for by what nobody could have set, they are forgotten. */
const zonesMax = 2_000;

/** Whether this machine knows the zone: its list may be older than that of where the schedule was set. */
export function isKnownZone(zone: string): boolean {
  const known = knownZones.get(zone);
  if (known !== undefined) return known;
  if (knownZones.size >= zonesMax) knownZones.clear();
  const isKnown = canRead(zone);
  knownZones.set(zone, isKnown);
  return isKnown;
}

function canRead(zone: string): boolean {
  try {
    wallAt(zone, 0);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the clock on the wall of a zone shows at that time, milliseconds. @throws RangeError for a zone that is none */
export function wallAt(zone: string, atMs: number): WallMoment {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toZonedDateTimeISO(zone);
  const minute = at.hour * 60 + at.minute;
  return { date: at.toPlainDate().toString(), weekday: at.dayOfWeek, minute };
}

/**
 * When the clock comes to that minute of the date: twice where it is put back, and then in order. Where it is put forward
 * over it, times that show something else.
 */
export function momentsOf(zone: string, date: string, minute: number): readonly number[] {
  const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
  const local = Temporal.PlainDate.from(date).toPlainDateTime(time);
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds;
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
  return earlier === later ? [earlier] : [earlier, later];
}

/** When the zone's clock is next put forward or back, after that time; undefined: never. */
export function nextShift(zone: string, afterMs: number): number | undefined {
  const after = Temporal.Instant.fromEpochMilliseconds(Math.floor(afterMs));
  return after.toZonedDateTimeISO(zone).getTimeZoneTransition('next')?.epochMilliseconds;
}

export function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** So many days later. */
export function dateOf(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
