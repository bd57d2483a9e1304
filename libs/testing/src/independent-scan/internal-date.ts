const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** Seconds since 1970 of an IMAP date-time such as ` 1-Jul-1996 02:44:25 +0530`. */
export function parseInternalDate(text: string): number {
  const match = /^\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  if (match === null) throw new Error(`not a date-time: ${text}`);
  const [, day, month, year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match;
  const monthIndex = months.indexOf(month ?? '') / 3;
  const utc = Date.UTC(
    Number(year),
    monthIndex,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  );
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  return utc / 1000 - zone * 60;
}

/** The IMAP date-time of an instant, said in the given zone. */
export function formatInternalDate(epochSeconds: number, zoneMinutes: number): string {
  const local = new Date((epochSeconds + zoneMinutes * 60) * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const month = months.slice(local.getUTCMonth() * 3, local.getUTCMonth() * 3 + 3);
  const date = `${String(local.getUTCDate()).padStart(2, ' ')}-${month}-${local.getUTCFullYear()}`;
  const time = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()]
    .map(two)
    .join(':');
  const zone = Math.abs(zoneMinutes);
  const sign = zoneMinutes < 0 ? '-' : '+';
  return `${date} ${time} ${sign}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}
