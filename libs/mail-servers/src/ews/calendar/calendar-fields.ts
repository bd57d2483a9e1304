import { changeKeyOf, type EwsItem } from '../store/ews-item.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { type SeriesTime, hasEnd, occurrenceId, seriesTimes, timeText } from './series.ts';
import { zoneOf } from './zones.ts';

type Computed = (item: EwsItem, owner: string) => string | XmlElement | undefined;

/** The beginning of every GlobalObjectId (MS-OXOCAL §2.2.1.27). */
const globalIdStart = '040000008200E00074C5B7101A82E008';
const minuteMs = 60_000;
const attendeeLists = ['t:RequiredAttendees', 't:OptionalAttendees', 't:Resources'];

const isMeeting = ({ fields }: EwsItem) => attendeeLists.some((name) => fields.has(name));

const computed: Readonly<Record<string, Computed>> = {
  't:UID': ({ searchKey }) =>
    `${globalIdStart}${'0'.repeat(32)}${Buffer.from(searchKey, 'base64').toString('hex').toUpperCase()}`,
  't:OriginalStart': ({ fields }) => fields.get('t:Start')?.text,
  't:IsAllDayEvent': () => 'false',
  't:LegacyFreeBusyStatus': () => 'Busy',
  't:IsMeeting': (item) => String(isMeeting(item)),
  't:IsCancelled': () => 'false',
  't:IsRecurring': ({ fields }) => String(fields.has('t:CalendarItemType')),
  't:MeetingRequestWasSent': () => 'false',
  't:CalendarItemType': ({ fields }) => (fields.has('t:Recurrence') ? 'RecurringMaster' : 'Single'),
  't:MyResponseType': (item) => (isMeeting(item) ? 'Organizer' : 'Unknown'),
  't:Organizer': (_, owner) =>
    elementNamed('t:Organizer', [
      elementNamed('t:Mailbox', [
        elementNamed('t:Name', owner),
        elementNamed('t:EmailAddress', owner),
        elementNamed('t:RoutingType', 'SMTP'),
      ]),
    ]),
  't:Duration': ({ fields }) => {
    const [start, end] = [fields.get('t:Start')?.text, fields.get('t:End')?.text];
    const minutes = (Date.parse(end ?? '') - Date.parse(start ?? '')) / minuteMs;
    return Number.isFinite(minutes) ? `PT${minutes}M` : undefined;
  },
  't:TimeZone': ({ fields }) => zoneOf(fields.get('t:StartTimeZone')).name,
  't:StartTimeZone': ({ fields }) => zoneElement('t:StartTimeZone', fields.get('t:StartTimeZone')),
  't:EndTimeZone': ({ fields }) =>
    zoneElement('t:EndTimeZone', fields.get('t:EndTimeZone') ?? fields.get('t:StartTimeZone')),
  't:AppointmentSequenceNumber': () => '0',
  't:AppointmentState': (item) => (isMeeting(item) ? '1' : '0'),
  't:ReminderMinutesBeforeStart': () => '15',
  't:FirstOccurrence': (item) => {
    const [first] = standing(item);
    return first === undefined ? undefined : occurrence('t:FirstOccurrence', item, first);
  },
  't:LastOccurrence': (item) => {
    const last = hasEnd(item) ? standing(item).at(-1) : undefined;
    return last === undefined ? undefined : occurrence('t:LastOccurrence', item, last);
  },
  't:ModifiedOccurrences': (item) =>
    listed('t:ModifiedOccurrences', changed(item, 'modified'), (time) =>
      occurrence('t:Occurrence', item, time),
    ),
  't:DeletedOccurrences': (item) =>
    listed('t:DeletedOccurrences', changed(item, 'deleted'), ({ startMs }) =>
      elementNamed('t:DeletedOccurrence', [elementNamed('t:Start', timeText(startMs))]),
    ),
};

/** Of a calendar item: what was given, else what follows from it; undefined where neither says anything. */
export function calendarField(item: EwsItem, name: string, owner: string): XmlElement | undefined {
  const isZone = name.endsWith('TimeZone');
  const given = item.fields.get(name);
  if (given !== undefined && !isZone) return given;
  const found = computed[name]?.(item, owner);
  return typeof found === 'string' ? elementNamed(name, found) : found;
}

/** Appointments that were not deleted. */
function standing(item: EwsItem): SeriesTime[] {
  return [...seriesTimes(item)].filter(
    ({ index }) => item.occurrences.get(index)?.kind !== 'deleted',
  );
}

function changed(item: EwsItem, kind: 'modified' | 'deleted'): SeriesTime[] {
  if (item.occurrences.size === 0) return [];
  return [...seriesTimes(item)].filter(({ index }) => item.occurrences.get(index)?.kind === kind);
}

function listed(
  name: string,
  times: readonly SeriesTime[],
  element: (time: SeriesTime) => XmlElement,
): XmlElement | undefined {
  return times.length === 0 ? undefined : elementNamed(name, times.map(element));
}

function occurrence(name: string, master: EwsItem, time: SeriesTime): XmlElement {
  const change = master.occurrences.get(time.index);
  const own = change?.kind === 'modified' ? change.item.fields : undefined;
  const id = occurrenceId(master.id, time.index);
  return elementNamed(name, [
    { ...elementNamed('t:ItemId', ''), attributes: { Id: id, ChangeKey: changeKeyOf(master) } },
    elementNamed('t:Start', own?.get('t:Start')?.text ?? timeText(time.startMs)),
    elementNamed('t:End', own?.get('t:End')?.text ?? timeText(time.endMs)),
    elementNamed('t:OriginalStart', timeText(time.startMs)),
  ]);
}

function zoneElement(name: string, given: XmlElement | undefined): XmlElement {
  const zone = zoneOf(given);
  return { ...elementNamed(name, ''), attributes: { Id: zone.id, Name: zone.name } };
}
