import type { WallMoment } from './schedule.ts';

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
