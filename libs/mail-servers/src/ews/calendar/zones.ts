import { EwsProblem } from '../wire/answers.ts';
import type { XmlElement } from '../wire/xml-element.ts';

/** A zone of Windows with a place that has its rules in ICU, and the name that Exchange shows. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly place: string;
}

const table = `UTC|UTC|(UTC) Coordinated Universal Time
GMT Standard Time|Europe/London|(UTC+00:00) Dublin, Edinburgh, Lisbon, London
Greenwich Standard Time|Atlantic/Reykjavik|(UTC+00:00) Monrovia, Reykjavik
W. Europe Standard Time|Europe/Berlin|(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna
Central Europe Standard Time|Europe/Budapest|(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague
Central European Standard Time|Europe/Warsaw|(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb
Romance Standard Time|Europe/Paris|(UTC+01:00) Brussels, Copenhagen, Madrid, Paris
GTB Standard Time|Europe/Bucharest|(UTC+02:00) Athens, Bucharest
FLE Standard Time|Europe/Kiev|(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius
E. Europe Standard Time|Europe/Chisinau|(UTC+02:00) Chisinau
Israel Standard Time|Asia/Jerusalem|(UTC+02:00) Jerusalem
South Africa Standard Time|Africa/Johannesburg|(UTC+02:00) Harare, Pretoria
Turkey Standard Time|Europe/Istanbul|(UTC+03:00) Istanbul
Russian Standard Time|Europe/Moscow|(UTC+03:00) Moscow, St. Petersburg
Arab Standard Time|Asia/Riyadh|(UTC+03:00) Kuwait, Riyadh
Arabian Standard Time|Asia/Dubai|(UTC+04:00) Abu Dhabi, Muscat
Pakistan Standard Time|Asia/Karachi|(UTC+05:00) Islamabad, Karachi
India Standard Time|Asia/Kolkata|(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi
SE Asia Standard Time|Asia/Bangkok|(UTC+07:00) Bangkok, Hanoi, Jakarta
China Standard Time|Asia/Shanghai|(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi
Singapore Standard Time|Asia/Singapore|(UTC+08:00) Kuala Lumpur, Singapore
Tokyo Standard Time|Asia/Tokyo|(UTC+09:00) Osaka, Sapporo, Tokyo
Korea Standard Time|Asia/Seoul|(UTC+09:00) Seoul
AUS Eastern Standard Time|Australia/Sydney|(UTC+10:00) Canberra, Melbourne, Sydney
New Zealand Standard Time|Pacific/Auckland|(UTC+12:00) Auckland, Wellington
E. South America Standard Time|America/Sao_Paulo|(UTC-03:00) Brasilia
Atlantic Standard Time|America/Halifax|(UTC-04:00) Atlantic Time (Canada)
Eastern Standard Time|America/New_York|(UTC-05:00) Eastern Time (US & Canada)
Central Standard Time|America/Chicago|(UTC-06:00) Central Time (US & Canada)
Mountain Standard Time|America/Denver|(UTC-07:00) Mountain Time (US & Canada)
US Mountain Standard Time|America/Phoenix|(UTC-07:00) Arizona
Pacific Standard Time|America/Los_Angeles|(UTC-08:00) Pacific Time (US & Canada)
Alaskan Standard Time|America/Anchorage|(UTC-09:00) Alaska
Hawaiian Standard Time|Pacific/Honolulu|(UTC-10:00) Hawaii`;

/** Those that this server knows; Exchange has some 140. */
export const zones: readonly Zone[] = table.split('\n').map((line) => {
  const [id = '', place = '', name = ''] = line.split('|');
  return { id, place, name };
});

const byId = new Map(zones.map((zone) => [zone.id, zone]));
const utc: Zone = { id: 'UTC', place: 'UTC', name: '(UTC) Coordinated Universal Time' };

/** The zone that a TimeZoneDefinition names; of its own rules only the first bias is looked at. @throws EwsProblem */
export function zoneOf(definition: XmlElement | undefined): Zone {
  if (definition === undefined) return utc;
  const { Id: id = '', Name: name = id } = definition.attributes;
  const known = byId.get(id);
  if (known !== undefined) return known;
  const bias = definition.children[0]?.children[0]?.attributes['Bias'];
  if (bias === undefined) {
    throw new EwsProblem('ErrorTimeZone', 'The specified time zone is not valid.');
  }
  return { id, name, place: placeOfBias(bias) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of the zone at a time, as if it were UTC. */
export function toLocal(utcMs: number, { place }: Zone): number {
  const known = formats.get(place);
  const format =
    known ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: place, hourCycle: 'h23', year: 'numeric', month: 'numeric' },
      ...{ day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  formats.set(place, format);
  const parts = Object.fromEntries(
    format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The time at which the wall clock of the zone shows that. */
export function toUtc(localMs: number, zone: Zone): number {
  const guess = localMs - (toLocal(localMs, zone) - localMs);
  return localMs - (toLocal(guess, zone) - guess);
}

/** `PT8H` is eight hours behind UTC (reference page `Period`). */
function placeOfBias(bias: string): string {
  const [, sign = '', hours = '0', minutes = '0'] =
    /^(-?)PT(?:(\d+)H)?(?:(\d+)M)?/.exec(bias) ?? [];
  const total = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? 1 : -1);
  const [h, m] = [Math.floor(Math.abs(total) / 60), Math.abs(total) % 60];
  return `${total < 0 ? '-' : '+'}${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
}

/** A time as a request says it; without an offset it is of the zone. */
export function timeIn(text: string, zone: Zone): number {
  const said = text.trim();
  const isAbsolute = /(?:Z|[+-]\d\d:\d\d)$/.test(said);
  return isAbsolute ? Date.parse(said) : toUtc(Date.parse(`${said}Z`), zone);
}
