import { ConnectorError } from '@mailhaul/connector-contract';
import { ByteStretches } from '../form/base64-pieces.ts';
import { refusalError } from '../response-codes.ts';
import { childOf } from '../soap/answer-element.ts';
import { properties, propertyPath, propertyValue } from '../soap/properties.ts';
import type { DocumentItem } from '../form/item-document.ts';
import { itemIdOf } from '../form/item-row.ts';
import { attachFiles } from './attach-files.ts';
import { abortedBy, createItems, type Made, type Placing } from './create-items.ts';
import { ownNameUpdates, underOpenName } from '../form/open-name.ts';
import { patiently } from './patiently.ts';
import { type Detail, type PreparedItem, hasFiles } from './prepare-items.ts';
import { readBack } from './read-back.ts';
import { deleteItems } from './remove-items.ts';
import { lookForUnfinished, removeUnfinished } from './remove-unfinished.ts';
import { type CallCore, type SessionCore, folderIdXml, itemIdsXml, oneOf } from './session-core.ts';
import { updateItem } from './update-item.ts';
import { writeExceptions } from './write-exceptions.ts';

export interface Composing {
  readonly one: PreparedItem;
  readonly detail: Detail;
  /** Where it is made, to be moved from there; default: where it belongs. */
  readonly homeId?: string;
}

/**
 * An item that takes more than one request: a series with exceptions, files where the server does not take them with the item, and what
 * can be made in a folder of its kind only (a contact that was deleted).
 *
 * It is made *open*: under its key as `OpenItemKey`, without `ItemKey`. The last request makes the one of the other. Killed between the two
 * it stands there unfinished: it tells no marker, and a likeness that is no item's, so that nobody takes it for the item, and the item
 * is written again, in whichever way. That begins with removing what is unfinished (`remove-unfinished.ts`): ours beyond doubt. A
 * slow writer that comes back then finds its item gone. While the server has not shown that it keeps named properties, the open item
 * also stands under a name of its own (`open-name.ts`), which makes its likeness no item's, and is found again by it.
 *
 * What adds to an open item needs nobody's leave, for it counts for nothing. The gate stands before what does: making it, moving it, making
 * it whole, and taking it away, for another may have made it whole meanwhile.
 *
 * An exception or a file that is refused refuses the item: what there is of it is removed again.
 */
export async function composeItem(
  core: SessionCore,
  placing: Placing,
  { one, detail, homeId }: Composing,
): Promise<Made> {
  const { facts } = core;
  const { unfinished } = facts;
  const place = { ...placing, folderId: homeId ?? placing.folderId };
  // It was looked for where it belongs already; it may have been moved there since it was looked for at home.
  if (homeId !== undefined) {
    await removeUnfinished(core, place, [one]);
    unfinished.mayHaveMore(placing.folderId);
    await removeUnfinished(core, placing, [one]);
  }
  const begun = await makeOpen(core, place, { one, detail });
  if ('error' in begun) return begun;
  const { opened, isThere } = begun;
  let { ewsId } = begun;
  let { folderId } = place;
  try {
    const { exceptions, attachments = [] } = opened ?? one.document ?? {};
    const files = new ByteStretches(one.contents());
    if (!isThere) await attachFiles(core, ewsId, { attachments, files });
    if (exceptions !== undefined) await writeExceptions(core, ewsId, { ...exceptions, files });
    const gate = () => placing.gate.beforeCommit().catch(abortedBy);
    if (homeId !== undefined) {
      await gate();
      const newId = await moved(core, ewsId, placing.folderId);
      unfinished.end(ewsId);
      [ewsId, { folderId }] = [newId, placing];
      unfinished.begin(ewsId);
    }
    const named =
      opened === undefined || one.document === undefined ? '' : ownNameUpdates(one.document);
    await close(core, { ewsId, updates: named + (detail.marks ? markedAsWhole(one) : ''), gate });
    unfinished.end(ewsId);
    return { ewsId };
  } catch (error) {
    const isRefused = error instanceof ConnectorError && error.scope !== 'connection';
    if (!isRefused) {
      unfinished.leave(folderId, ewsId, one);
      throw error;
    }
    await takeAway(core, { ...placing, folderId }, { one, ewsId });
    return { error, responseCode: '' };
  }
}

interface Begun {
  readonly ewsId: string;
  /** As it stands there under a name of its own. */
  readonly opened: DocumentItem | undefined;
  /** With its files. */
  readonly isThere: boolean;
}

/** Its first request, and with files that a server may not take a second one. */
async function makeOpen(
  core: SessionCore,
  place: Placing,
  { one, detail }: Composing,
): Promise<Begun | Exclude<Made, { readonly ewsId: string }>> {
  const { facts } = core;
  const opened =
    facts.markers === 'kept' ? undefined : one.document && underOpenName(one.document, one.nameKey);
  const { exceptions } = one.document ?? {};
  // Files of single occurrences come behind those of the item: they go one after another, or not at all.
  const hasOwnFiles = exceptions?.changed.some((each) => each.attachments !== undefined) === true;
  // Whether files can go with an item shows when they are read back; those of a stream can be sent only once.
  const isSure = facts.keepsInlineFiles === true && !hasOwnFiles;
  const isTried =
    facts.keepsInlineFiles === undefined &&
    hasFiles(one) &&
    !hasOwnFiles &&
    one.item.body.kind === 'whole';
  const item = opened === undefined ? one : { ...one, document: opened };
  const make = (withAttachments: boolean, where = place) =>
    madeOpen(core, where, { one: item, detail: { ...detail, isOpen: true, withAttachments } });
  const made = await make(isSure || isTried);
  if ('error' in made) return made;
  if (!isTried) return { ...made, opened, isThere: isSure };
  const kept = await keptAttachments(core, made.ewsId, one).catch((error: unknown) => {
    facts.unfinished.leave(place.folderId, made.ewsId, one);
    throw error;
  });
  facts.keepsInlineFiles = kept === 'all';
  if (kept !== 'some') return { ...made, opened, isThere: kept === 'all' };
  // Which of them does not show: it is made without any, so that none is there twice.
  await takeAway(core, place, { one, ewsId: made.ewsId });
  const { gate } = place;
  const again = await make(false, {
    ...place,
    gate: { beforeCommit: () => gate.beforeCommit() },
  });
  return 'error' in again ? again : { ...again, opened, isThere: false };
}

/** By its id: more cannot be added to what has no name. What is not found again stays unfinished, and counts for nothing. */
async function madeOpen(
  core: SessionCore,
  place: Placing,
  { one, detail }: Composing,
): Promise<Made> {
  const { unfinished } = core.facts;
  let first: Made | undefined;
  try {
    [first] = await createItems(core, place, { items: [one], detail });
  } catch (error) {
    unfinished.mayHaveMore(place.folderId);
    throw error;
  }
  if (first === undefined) return notMade();
  if ('error' in first) return first;
  let { ewsId } = first;
  if (ewsId === '') {
    await patiently(core, () => lookForUnfinished(core, place.folderId));
    const [only, ...more] = unfinished.of(place.folderId, one);
    if (only === undefined || more.length > 0) return notMade();
    ewsId = only;
  }
  unfinished.begin(ewsId);
  return { ewsId };
}

/** Nobody asked for it, or for less. */
async function takeAway(
  core: SessionCore,
  { folderId, gate }: Placing,
  { one, ewsId }: { readonly one: PreparedItem; readonly ewsId: string },
): Promise<void> {
  const { unfinished } = core.facts;
  unfinished.leave(folderId, ewsId, one);
  await gate.beforeCommit().catch(abortedBy);
  await patiently(core, () => deleteItems(core, [ewsId]));
  unfinished.end(ewsId);
}

function notMade(): Made {
  return {
    error: refusalError(
      { responseCode: '', text: '', backOffMs: undefined, isFault: false },
      'write',
    ),
    responseCode: '',
  };
}

async function keptAttachments(
  core: CallCore,
  ewsId: string,
  { document }: PreparedItem,
): Promise<'all' | 'some' | 'none'> {
  const [read] = await patiently(core, () => readBack(core, [ewsId], { withAttachments: true }));
  const count = read?.attachmentCount ?? 0;
  if (count >= (document?.attachments.length ?? 0)) return 'all';
  return count > 0 ? 'some' : 'none';
}

/** EWS reference page "MoveItem operation": an item that is moved has another id. */
async function moved(core: CallCore, ewsId: string, folderId: string): Promise<string> {
  const operation =
    `<m:MoveItem><m:ToFolderId>${folderIdXml(folderId)}</m:ToFolderId>` +
    `${itemIdsXml([ewsId])}</m:MoveItem>`;
  const message = await patiently(core, () => oneOf(core, operation, { action: 'write' }));
  const [item] = childOf(message, 'm:Items')?.children ?? [];
  return item === undefined ? ewsId : itemIdOf(item);
}

/** From here on it is the item. Its last bytes wait for the gate, each time that a busy server is asked again. */
async function close(
  core: CallCore,
  {
    ewsId,
    updates,
    gate,
  }: { readonly ewsId: string; readonly updates: string; readonly gate: () => Promise<void> },
): Promise<void> {
  if (updates === '') return;
  await patiently(core, async () => {
    const [read] = await readBack(core, [ewsId]);
    const item = { name: 'ItemId Id', id: ewsId, changeKey: read?.changeKey ?? '' } as const;
    await updateItem(core, item, { updates, beforeLast: gate });
  });
}

function markedAsWhole(one: PreparedItem): string {
  const element = `t:${one.document?.element ?? 'Item'}`;
  const marker = propertyValue(properties.marker, one.key);
  const removed = `<t:DeleteItemField>${propertyPath(properties.openMarker)}</t:DeleteItemField>`;
  return (
    `${removed}<t:SetItemField>${propertyPath(properties.marker)}` +
    `<${element}>${marker}</${element}></t:SetItemField>`
  );
}
