import type { EwsItem } from '../store/ews-item.ts';
import { type XmlElement, childOf, elementNamed } from '../wire/xml-element.ts';
import { patternDays } from './recurrence-days.ts';
import { toLocal, toUtc, zoneOf } from './zones.ts';

/** One appointment of a series, as the pattern has it. */
export interface SeriesTime {
  /** From 1, in the pattern's order; those that were deleted keep theirs. */
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
}

const dayMs = 86_400_000;
/** More than any numbered recurrence may have (999); series without end are looked at as far as this. */
export const seriesMax = 1000;

/** All appointments of a series, changed ones at the times that they had; at most {@link seriesMax}. */
export function* seriesTimes({ fields }: EwsItem): Generator<SeriesTime, void, undefined> {
  const [pattern, range] = fields.get('t:Recurrence')?.children ?? [];
  if (pattern === undefined || range === undefined) return;
  const zone = zoneOf(fields.get('t:StartTimeZone'));
  const startMs = timeOf(fields.get('t:Start'));
  const lengthMs = timeOf(fields.get('t:End')) - startMs;
  const local = toLocal(startMs, zone);
  const clockMs = local - Math.floor(local / dayMs) * dayMs;
  const firstDay = dayIn(range, 't:StartDate') ?? Math.floor(local / dayMs);
  const lastDay = dayIn(range, 't:EndDate') ?? Infinity;
  const count = Number(childOf(range, 't:NumberOfOccurrences')?.text ?? seriesMax);
  let index = 0;
  for (const day of patternDays(pattern, firstDay)) {
    index += 1;
    if (day > lastDay || index > Math.min(count, seriesMax)) return;
    const start = toUtc(day * dayMs + clockMs, zone);
    yield { index, startMs: start, endMs: start + lengthMs };
  }
}

export function hasEnd({ fields }: EwsItem): boolean {
  return fields.get('t:Recurrence')?.children[1]?.name !== 't:NoEndRecurrence';
}

/** An appointment of the series as an item of its own; with `own` as it was changed. */
export function occurrenceItem(
  master: EwsItem,
  time: SeriesTime,
  own: EwsItem | undefined,
): EwsItem {
  const id = occurrenceId(master.id, time.index);
  const fields = new Map(own?.fields ?? master.fields);
  fields.delete('t:Recurrence');
  const original = timeText(time.startMs);
  if (own === undefined) {
    fields.set('t:Start', elementNamed('t:Start', original));
    fields.set('t:End', elementNamed('t:End', timeText(time.endMs)));
  }
  fields.set('t:OriginalStart', elementNamed('t:OriginalStart', original));
  fields.set('t:RecurrenceId', elementNamed('t:RecurrenceId', original));
  const kind = own === undefined ? 'Occurrence' : 'Exception';
  fields.set('t:CalendarItemType', elementNamed('t:CalendarItemType', kind));
  return { ...(own ?? master), id, fields, occurrences: new Map() };
}

/** The id names the series and the place in it. */
export function occurrenceId(masterId: string, index: number): string {
  return Buffer.from(`AAMk occurrence ${index} ${masterId}`).toString('base64url');
}

/** The other way; undefined for ids of something else. */
export function occurrenceOf(
  id: string,
): { readonly masterId: string; readonly index: number } | undefined {
  const text = Buffer.from(id, 'base64url').toString('latin1');
  const [, index, masterId] = /^AAMk occurrence (\d+) (\S+)$/.exec(text) ?? [];
  return masterId === undefined ? undefined : { masterId, index: Number(index) };
}

export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function timeOf(element: XmlElement | undefined): number {
  return Date.parse(element?.text ?? '1970-01-01T00:00:00Z');
}

function dayIn(range: XmlElement, name: string): number | undefined {
  const text = childOf(range, name)?.text.trim().slice(0, 10);
  return text === undefined ? undefined : Date.parse(`${text}T00:00:00Z`) / dayMs;
}
