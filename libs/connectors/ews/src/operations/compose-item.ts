import { ConnectorError } from '@mailhaul/connector-contract';
import { ByteStretches } from '../form/base64-pieces.ts';
import { refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf, propertyIn } from '../soap/answer-element.ts';
import { properties, propertyPath, propertyValue } from '../soap/properties.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { itemIdOf } from '../form/item-row.ts';
import { attachFiles } from './attach-files.ts';
import { type Made, type Placing, createItems } from './create-items.ts';
import { openName, ownNameUpdates, underOpenName } from './open-name.ts';
import { patiently } from './patiently.ts';
import { type Detail, type PreparedItem, hasFiles } from './prepare-items.ts';
import { readBack } from './read-back.ts';
import { deleteItems } from './remove-items.ts';
import { type CallCore, type SessionCore, folderIdXml, itemIdsXml, oneOf } from './session-core.ts';
import { updateItem } from './update-item.ts';
import { writeExceptions } from './write-exceptions.ts';

const unfinishedMax = 100;

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
 * is written again. That begins with removing what is unfinished under the same key: ours beyond doubt, and by its mark never completed.
 * A slow writer that comes back then finds its item gone. While the server has not shown that it keeps named properties, the open item
 * also stands under a name of its own (`open-name.ts`), which makes its likeness no item's, and is found again by it.
 *
 * An exception or a file that is refused refuses the item: what there is of it is removed again.
 */
export async function composeItem(
  core: SessionCore,
  placing: Placing,
  { one, detail, homeId }: Composing,
): Promise<Made> {
  const { facts } = core;
  const place = { ...placing, folderId: homeId ?? placing.folderId };
  const opened =
    facts.markers === 'kept' ? undefined : one.document && underOpenName(one.document, one.nameKey);
  for (const folderId of new Set([place.folderId, placing.folderId])) {
    if (detail.marks) await removeUnfinished(core, folderId, byMarker(one.key));
    if (opened !== undefined) await removeUnfinished(core, folderId, byName(one, detail.marks));
  }
  const exceptions = (opened ?? one.document)?.exceptions;
  // Files of single occurrences come behind those of the item: they go one after another, or not at all.
  const hasOwnFiles = exceptions?.changed.some((each) => each.attachments !== undefined) === true;
  // Whether files can go with an item shows when they are read back; those of a stream can be sent only once.
  const isSure = facts.keepsInlineFiles === true && !hasOwnFiles;
  const isTried =
    facts.keepsInlineFiles === undefined &&
    hasFiles(one) &&
    !hasOwnFiles &&
    one.item.body.kind === 'whole';
  const make = async (where: Placing, withAttachments: boolean) => {
    const open = { ...detail, isOpen: true, withAttachments };
    const item = opened === undefined ? one : { ...one, document: opened };
    const [first] = await createItems(core, where, { items: [item], detail: open });
    return first ?? notMade();
  };
  const made = await make(place, isSure || isTried);
  if ('error' in made) return made;
  let { ewsId } = made;
  try {
    const kept = isTried ? await keptAttachments(core, ewsId, one) : 'none';
    const isThere = isSure || kept === 'all';
    if (isTried) facts.keepsInlineFiles = isThere;
    if (kept === 'some') {
      // Which of them does not show: it is made without any, so that none is there twice.
      const partial = ewsId;
      await patiently(core, () => deleteItems(core, [partial]));
      const { gate } = placing;
      const again = await make(
        { ...place, gate: { beforeCommit: () => gate.beforeCommit() } },
        false,
      );
      if ('error' in again) return again;
      ({ ewsId } = again);
    }
    const files = new ByteStretches(one.contents());
    const { attachments = [] } = one.document ?? {};
    if (!isThere) await attachFiles(core, ewsId, { attachments, files });
    if (exceptions !== undefined) await writeExceptions(core, ewsId, { ...exceptions, files });
    if (homeId !== undefined) ewsId = await moved(core, ewsId, placing.folderId);
    const named =
      opened === undefined || one.document === undefined ? '' : ownNameUpdates(one.document);
    await close(core, ewsId, named + (detail.marks ? markedAsWhole(one) : ''));
    return { ewsId };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.scope === 'connection') throw error;
    const half = ewsId;
    await patiently(core, () => deleteItems(core, [half]));
    return { error, responseCode: '' };
  }
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

/** From here on it is the item. */
async function close(core: CallCore, ewsId: string, updates: string): Promise<void> {
  if (updates === '') return;
  await patiently(core, async () => {
    const [read] = await readBack(core, [ewsId]);
    const item = { name: 'ItemId Id', id: ewsId, changeKey: read?.changeKey ?? '' } as const;
    await updateItem(core, item, updates);
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

/** How what is unfinished is asked for, and known: some servers find more than was asked for. */
interface Unfinished {
  readonly path: string;
  readonly value: string;
  /** Asked for besides. */
  readonly more: string;
  readonly isIt: (item: AnswerElement) => boolean;
}

function byMarker(key: string): Unfinished {
  const { openMarker } = properties;
  return {
    ...{ path: propertyPath(openMarker), value: key, more: '' },
    isIt: (item) => propertyIn(item, openMarker) === key,
  };
}

/** One that tells another key is somebody else's, whose like it is. */
function byName({ key, nameKey }: PreparedItem, marks: boolean): Unfinished {
  const { openMarker } = properties;
  const name = openName(nameKey);
  return {
    ...{ path: '<t:FieldURI FieldURI="item:Subject"/>', value: name },
    more: marks ? propertyPath(openMarker) : '',
    isIt: (item) =>
      childOf(item, 't:Subject')?.text === name && (propertyIn(item, openMarker) ?? key) === key,
  };
}

/** For good. A server that cannot search leaves it there. */
async function removeUnfinished(
  core: CallCore,
  folderId: string,
  { path, value, more, isIt }: Unfinished,
): Promise<void> {
  const operation =
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${path}${more}</t:AdditionalProperties></m:ItemShape>` +
    `<m:IndexedPageItemView MaxEntriesReturned="${unfinishedMax}" Offset="0" BasePoint="Beginning"/>` +
    `<m:Restriction><t:IsEqualTo>${path}<t:FieldURIOrConstant><t:Constant Value="${escapeXml(value)}"/>` +
    '</t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>' +
    `<m:ParentFolderIds>${folderIdXml(folderId)}</m:ParentFolderIds></m:FindItem>`;
  let ids: string[];
  try {
    const message = await oneOf(core, operation, { action: 'find' });
    ids = (childOf(childOf(message, 'm:RootFolder'), 't:Items')?.children ?? [])
      .filter(isIt)
      .map(itemIdOf);
  } catch (error) {
    const cannot =
      error instanceof ConnectorError &&
      (error.code === 'command-refused' || error.code === 'server-unsuitable');
    if (cannot) return;
    throw error;
  }
  if (ids.length > 0) await deleteItems(core, ids);
}
