import { errorOf } from '../errors.ts';
import type { ByteStretches } from '../form/base64-pieces.ts';
import { type DocumentAttachment, type SeriesExceptions, filesOf } from '../form/item-document.ts';
import { changeKeyIn, itemIdOf } from '../form/item-row.ts';
import { type ItemNode, nodeNamed, textNamed, xmlOfNode } from '../form/item-node.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf, secondsOf, textIn } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { type ChangedItem, changedXml, updateItem } from './update-item.ts';
import { patiently } from './patiently.ts';
import { type CallCore, oneOf } from './session-core.ts';
import { attachFiles } from './attach-files.ts';

const occurrencesAtATime = 50;
/** A daily appointment for more than a century. */
const occurrencesMax = 50_000;

/** Fields of an occurrence that can be set, in the order in which they are (EWS reference page `FieldURI`). */
const fieldUris: readonly (readonly [string, string])[] = [
  ...[
    'Subject',
    'Sensitivity',
    'Body',
    'Importance',
    'ReminderIsSet',
    'ReminderMinutesBeforeStart',
  ].map((name) => [name, `item:${name}`] as const),
  ...[
    ...['Start', 'End', 'IsAllDayEvent', 'LegacyFreeBusyStatus', 'Location', 'RequiredAttendees'],
    ...['OptionalAttendees', 'Resources'],
  ].map((name) => [name, `calendar:${name}`] as const),
];

/**
 * Changes and takes out occurrences of a series that was just made. An occurrence is known by its place in the pattern (EWS reference page
 * `OccurrenceItemId`), which the server is asked for: places are found by when occurrences begin, before the first is changed.
 * @throws ConnectorError `item-refused` where an occurrence is not in the pattern
 */
export async function writeExceptions(
  core: CallCore,
  masterId: string,
  { changed, removed, files }: SeriesExceptions & { readonly files: ByteStretches },
): Promise<void> {
  const starts = new Set(
    [...changed.map((one) => one.originalStart), ...removed].map(
      (text) => secondsOf(text) ?? Number.NaN,
    ),
  );
  const places = await patiently(core, () => placesOf(core, masterId, starts));
  for (const { originalStart, fields, without, attachments } of changed) {
    const place = places.get(secondsOf(originalStart) ?? Number.NaN);
    if (place === undefined) throw notInPattern();
    const updates = updatesOf(fields, without);
    await patiently(core, () => updateItem(core, place, { updates }));
    if (attachments !== undefined) {
      const occurrence = await patiently(core, () => changedItem(core, place));
      await attachNew(core, occurrence, { attachments, files });
    }
  }
  for (const start of removed) {
    const place = places.get(secondsOf(start) ?? Number.NaN);
    // The pattern has none there: nothing needs to be taken out.
    if (place !== undefined) await patiently(core, () => takeOut(core, place));
  }
}

function updatesOf(fields: readonly ItemNode[], without: readonly string[]): string {
  return fieldUris
    .map(([name, uri]) => {
      const path = `<t:FieldURI FieldURI="${uri}"/>`;
      const node = nodeNamed(fields, name);
      if (node !== undefined) {
        const item = `<t:CalendarItem>${xmlOfNode(node)}</t:CalendarItem>`;
        return `<t:SetItemField>${path}${item}</t:SetItemField>`;
      }
      return without.includes(name) ? `<t:DeleteItemField>${path}</t:DeleteItemField>` : '';
    })
    .join('');
}

function occurrence(id: string, place: number, changeKey = ''): ChangedItem {
  return { name: 'OccurrenceItemId RecurringMasterId', id, changeKey, place };
}

/** Which place in the pattern has the occurrence that begins then. */
async function placesOf(
  { caller }: CallCore,
  masterId: string,
  starts: ReadonlySet<number>,
): Promise<ReadonlyMap<number, ChangedItem>> {
  const places = new Map<number, ChangedItem>();
  const last = Math.max(...starts);
  for (let first = 1; first < occurrencesMax; first += occurrencesAtATime) {
    const ids = Array.from({ length: occurrencesAtATime }, (_, at) =>
      changedXml(occurrence(masterId, first + at)),
    );
    const operation =
      '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
      '<t:FieldURI FieldURI="calendar:Start"/></t:AdditionalProperties></m:ItemShape>' +
      `<m:ItemIds>${ids.join('')}</m:ItemIds></m:GetItem>`;
    let isBehind = false;
    const messages = inPattern(await caller.all(operation, { action: 'read' }));
    for (const [at, message] of messages.entries()) {
      const refusal = refusalIn(message);
      if (refusal !== undefined) {
        const error = refusalError(refusal, 'write');
        const isOver = error.code !== 'throttled' && error.code !== 'server-busy';
        // No such place: the series is over. There is none without a first.
        if (!isOver || (first === 1 && at === 0)) throw error;
        isBehind = true;
        continue;
      }
      const [item] = childOf(message, 'm:Items')?.children ?? [];
      const start = secondsOf(textIn(item, 't:Start'));
      if (item === undefined || start === undefined) continue;
      if (starts.has(start)) {
        places.set(start, occurrence(masterId, first + at, changeKeyIn(item)));
      }
      isBehind ||= start >= last;
    }
    if (isBehind || messages.length === 0) break;
  }
  return places;
}

/** Occurrences of a series that was just made begin one after another, whatever order they are told in; what is behind its end comes last. */
function inPattern(messages: readonly AnswerElement[]): AnswerElement[] {
  const beginOf = (message: AnswerElement) =>
    secondsOf(textIn(childOf(message, 'm:Items')?.children[0], 't:Start')) ?? Infinity;
  return messages.toSorted((a, b) =>
    beginOf(a) < beginOf(b) ? -1 : Number(beginOf(a) > beginOf(b)),
  );
}

/** Since it was changed an occurrence is an item of its own. */
async function changedItem(core: CallCore, place: ChangedItem): Promise<AnswerElement> {
  const message = await oneOf(
    core,
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
      '<t:FieldURI FieldURI="item:Attachments"/></t:AdditionalProperties></m:ItemShape>' +
      `<m:ItemIds>${changedXml({ ...place, changeKey: '' })}</m:ItemIds></m:GetItem>`,
    { action: 'write' },
  );
  const [item] = childOf(message, 'm:Items')?.children ?? [];
  if (item === undefined) throw notInPattern();
  return item;
}

/** Some servers give an occurrence that is changed what the series has: that is not attached twice. */
async function attachNew(
  core: CallCore,
  occurrence: AnswerElement,
  { attachments, files }: { attachments: readonly DocumentAttachment[]; files: ByteStretches },
): Promise<void> {
  const there = (childOf(occurrence, 't:Attachments')?.children ?? []).map((one) =>
    textIn(one, 't:Name'),
  );
  for (const attachment of attachments) {
    const at = there.indexOf(textNamed(attachment.fields, 'Name'));
    if (at < 0) {
      await attachFiles(core, itemIdOf(occurrence), { attachments: [attachment], files });
      continue;
    }
    there.splice(at, 1);
    const sizes = attachment.item === undefined ? [attachment.size ?? 0] : filesOf(attachment.item);
    for (const size of sizes) await files.leave(size);
  }
}

/** EWS reference page "DeleteItem operation"; nobody is told of it. */
async function takeOut({ caller }: CallCore, place: ChangedItem): Promise<void> {
  const operation =
    '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone">' +
    `<m:ItemIds>${changedXml(place)}</m:ItemIds></m:DeleteItem>`;
  for (const message of await caller.all(operation, { action: 'remove' })) {
    const refusal = refusalIn(message);
    if (refusal !== undefined && !isItemGone(refusal)) throw refusalError(refusal, 'write');
  }
}

function notInPattern(): Error {
  return errorOf('item-refused', {
    message: 'An occurrence that was changed is not where the pattern of its series has one.',
  });
}
