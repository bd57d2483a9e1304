import { bodyOf } from '../items/item-body.ts';
import type { EwsItem } from '../store/ews-item.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { calendarField } from './calendar-fields.ts';
import { seriesTimes, timeText } from './series.ts';

const days: Readonly<Record<string, string>> = {
  ...{ Sunday: 'SU', Monday: 'MO', Tuesday: 'TU', Wednesday: 'WE', Thursday: 'TH' },
  ...{ Friday: 'FR', Saturday: 'SA', Day: 'SU,MO,TU,WE,TH,FR,SA' },
  ...{ Weekday: 'MO,TU,WE,TH,FR', WeekendDay: 'SU,SA' },
};
const monthNames =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const places: Readonly<Record<string, number>> = {
  ...{ First: 1, Second: 2, Third: 3, Fourth: 4, Last: -1 },
};

/** A calendar item as iCalendar (RFC 5545), which GetItem gives as its MimeContent (MS-OXCICAL). */
export function calendarText(item: EwsItem, owner: string): string {
  const text = (name: string) => calendarField(item, name, owner)?.text ?? '';
  const deleted = [...seriesTimes(item)].filter(
    ({ index }) => item.occurrences.get(index)?.kind === 'deleted',
  );
  const recurrence = item.fields.get('t:Recurrence');
  const lines = [
    'BEGIN:VCALENDAR',
    'METHOD:PUBLISH',
    'PRODID:Microsoft Exchange Server 2010',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `SUMMARY:${escaped(item.fields.get('t:Subject')?.text ?? '')}`,
    `DESCRIPTION:${escaped(bodyOf(item).text)}`,
    ...(recurrence === undefined ? [] : [`RRULE:${rule(recurrence)}`]),
    ...(deleted.length === 0
      ? []
      : [`EXDATE:${deleted.map(({ startMs }) => stamp(timeText(startMs))).join(',')}`]),
    `UID:${text('t:UID')}`,
    `CLASS:${item.fields.get('t:Sensitivity')?.text === 'Private' ? 'PRIVATE' : 'PUBLIC'}`,
    `DTSTART:${stamp(text('t:Start'))}`,
    `DTEND:${stamp(text('t:End'))}`,
    `DTSTAMP:${stamp(item.createdAt.toISOString())}`,
    `LOCATION:${escaped(text('t:Location'))}`,
    `X-MICROSOFT-CDO-ALLDAYEVENT:${text('t:IsAllDayEvent').toUpperCase()}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function rule({ children: [pattern, range] }: XmlElement): string {
  const text = (name: string) => childOf(pattern, name)?.text.trim();
  const frequency = /Daily|Weekly|Monthly|Yearly/.exec(pattern?.name ?? '')?.[0] ?? 'Daily';
  const named = (text('t:DaysOfWeek') ?? '').split(/\s+/).map((day) => days[day] ?? '');
  const month = monthNames.indexOf(text('t:Month') ?? '') + 1;
  const place = places[text('t:DayOfWeekIndex') ?? ''];
  const part = (name: string, value: string | number | undefined) =>
    value === undefined || value === '' || value === 0 ? [] : [`${name}=${value}`];
  return [
    `FREQ=${frequency.toUpperCase()}`,
    ...part('INTERVAL', text('t:Interval')),
    ...part('BYDAY', named.join(',')),
    ...part('BYMONTHDAY', text('t:DayOfMonth')),
    ...part('BYMONTH', month),
    ...part('BYSETPOS', place),
    ...part('COUNT', childOf(range, 't:NumberOfOccurrences')?.text.trim()),
    ...part('UNTIL', childOf(range, 't:EndDate')?.text.trim().slice(0, 10).replace(/-/g, '')),
  ].join(';');
}

function stamp(time: string): string {
  return `${time.slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}
