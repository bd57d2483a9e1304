import type { DocumentItem, SeriesExceptions } from '../form/item-document.ts';
import { type ItemNode, nodeNamed } from '../form/item-node.ts';
import { type AnswerElement, childOf, textIn } from '../soap/answer-element.ts';
import { fieldsOf } from './document-item.ts';
import { type HeldFiles, readAttachments } from './read-attachments.ts';
import { readWhole } from './read-whole.ts';
import type { CallCore } from './session-core.ts';

const occurrencesAtATime = 20;
/** Of the series as a whole; occurrences tell them as well. */
const ofTheSeries: ReadonlySet<string> = new Set([
  ...['ItemClass', 'UID', 'Recurrence', 'StartTimeZone', 'EndTimeZone', 'Culture'],
]);
/** What an occurrence may lack on purpose; of anything else that is not told nothing follows. */
const canBeEmpty = ['Location', 'RequiredAttendees', 'OptionalAttendees', 'Resources'];

interface ReadSeries {
  readonly document: DocumentItem;
  readonly files: HeldFiles;
}

/**
 * Where a series departs from its pattern (EWS reference pages `ModifiedOccurrences`, `DeletedOccurrences`): of an occurrence that was
 * changed, the fields that differ from those of the series. Undefined where there is nothing.
 */
export async function readExceptions(
  core: CallCore,
  answer: AnswerElement,
  { document: { element, fields }, files }: ReadSeries,
): Promise<SeriesExceptions | undefined> {
  if (element !== 'CalendarItem' || nodeNamed(fields, 'Recurrence') === undefined) return undefined;
  const occurrences = (childOf(answer, 't:ModifiedOccurrences')?.children ?? []).map((one) => ({
    ewsId: childOf(one, 't:ItemId')?.attributes.get('Id') ?? '',
    originalStart: textIn(one, 't:OriginalStart'),
  }));
  const removed = (childOf(answer, 't:DeletedOccurrences')?.children ?? [])
    .map((one) => textIn(one, 't:Start'))
    .filter((start) => start !== '');
  const changed: SeriesExceptions['changed'][number][] = [];
  for (let at = 0; at < occurrences.length; at += occurrencesAtATime) {
    const some = occurrences.slice(at, at + occurrencesAtATime);
    const items = await readWhole(
      core,
      'event',
      some.map(({ ewsId }) => ewsId),
    );
    for (const [place, { originalStart }] of some.entries()) {
      const item = items[place];
      if (item === undefined) continue;
      const attachments = hasOwn(answer, item)
        ? { attachments: await readAttachments(core, item, { files, depth: 0 }) }
        : {};
      changed.push({
        originalStart,
        ...differences(fields, fieldsOf(item, element)),
        ...attachments,
      });
    }
  }
  return changed.length === 0 && removed.length === 0 ? undefined : { changed, removed };
}

function differences(
  series: readonly ItemNode[],
  occurrence: readonly ItemNode[],
): { fields: ItemNode[]; without: string[] } {
  const isOwn = ([name]: ItemNode) => !ofTheSeries.has(name);
  const text = (node: ItemNode | undefined) => JSON.stringify(node);
  const isTime = ([name]: ItemNode) => name === 'Start' || name === 'End';
  return {
    // Both times, even where one is that of the series: one without the other may lie before it.
    fields: occurrence.filter(
      (node) => isOwn(node) && (isTime(node) || text(node) !== text(nodeNamed(series, node[0]))),
    ),
    without: series
      .map(([name]) => name)
      .filter((name) => canBeEmpty.includes(name) && nodeNamed(occurrence, name) === undefined),
  };
}

/** An occurrence has the files of its series until it is given others. */
function hasOwn(series: AnswerElement, occurrence: AnswerElement): boolean {
  return attachedTo(occurrence) !== '' && attachedTo(occurrence) !== attachedTo(series);
}

function attachedTo(item: AnswerElement): string {
  return (childOf(item, 't:Attachments')?.children ?? [])
    .map((one) => `${textIn(one, 't:Name')} ${textIn(one, 't:Size')}`)
    .toSorted()
    .join('\n');
}
