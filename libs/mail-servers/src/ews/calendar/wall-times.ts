import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { timeText } from './series.ts';
import { type Zone, timeIn, toLocal, toUtc, zoneOf } from './zones.ts';

const dayMs = 86_400_000;
/** Reference page `ResponseCode`, ErrorCalendarDurationIsTooLong: five years. */
const durationMsMax = 5 * 366 * dayMs;

/** Start and end as times of UTC; of an all-day event whole days of its zone. @throws EwsProblem */
export function wallTimes(
  fields: ReadonlyMap<string, XmlElement>,
  zone: Zone,
  context: XmlElement | undefined,
): Map<string, XmlElement> {
  const all = new Map(fields);
  const [start, end] = [all.get('t:Start'), all.get('t:End')];
  if (start === undefined || end === undefined) return all;
  const isAllDay = /^(?:true|1)$/.test(all.get('t:IsAllDayEvent')?.text.trim() ?? '');
  const endZone = zoneOf(all.get('t:EndTimeZone') ?? all.get('t:StartTimeZone') ?? context);
  let startMs = timeIn(start.text, zone);
  let endMs = timeIn(end.text, endZone);
  if (isAllDay) {
    startMs = toUtc(Math.floor(toLocal(startMs, zone) / dayMs) * dayMs, zone);
    endMs = toUtc(Math.ceil(toLocal(endMs, zone) / dayMs) * dayMs, zone);
  }
  if (endMs < startMs) {
    throw new EwsProblem(
      'ErrorCalendarEndDateIsEarlierThanStartDate',
      'EndDate is earlier than StartDate',
    );
  }
  if (endMs - startMs > durationMsMax) {
    throw new EwsProblem('ErrorCalendarDurationIsTooLong', 'The duration is too long.');
  }
  all.set('t:Start', elementNamed('t:Start', timeText(startMs)));
  all.set('t:End', elementNamed('t:End', timeText(endMs)));
  if (!all.has('t:StartTimeZone') && context !== undefined) {
    all.set('t:StartTimeZone', { ...context, name: 't:StartTimeZone' });
  }
  return all;
}
