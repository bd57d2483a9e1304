/** Numbers and times as people read them; English, no locale of the machine, so that a log reads the same everywhere. */

export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/gu, ',');
}

/** Decimal units: 1 MB is 1,000,000 bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value).toString() : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

/** `14 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return `${s} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const [large, small] =
    hours < 48
      ? [`${hours} h`, `${minutes % 60} min`]
      : [`${Math.floor(hours / 24)} d`, `${hours % 24} h`];
  return small.startsWith('0 ') ? large : `${large} ${small}`;
}

/** The local time of day, with the date when it is not today: `14:05:10`, `2026-03-01 14:05:10`. */
export function formatClock(wallMs: number, nowWallMs: number): string {
  const time = new Date(wallMs);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  const isToday = new Date(nowWallMs).toDateString() === time.toDateString();
  if (isToday) return clock;
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} ${clock}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}
