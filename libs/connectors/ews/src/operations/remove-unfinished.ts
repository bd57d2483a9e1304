import { ConnectorError } from '@mailhaul/connector-contract';
import { itemIdOf, openTraits } from '../form/item-row.ts';
import { childOf } from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { abortedBy, type Placing } from './create-items.ts';
import { openNameStart } from '../form/open-name.ts';
import { patiently } from './patiently.ts';
import type { PreparedItem } from './prepare-items.ts';
import { deleteItems } from './remove-items.ts';
import { type SessionCore, folderIdXml, oneOf } from './session-core.ts';

const foundAtATime = 250;
/** Of one folder. */
const pagesMax = 20;

/**
 * Takes away, for good, what an earlier writer has begun of these items and not ended: whichever way they go now, for what took several
 * requests once may take one the next time. Removed by its id, so that the writer's last request, should it come yet, is
 * refused. Deleting is what a slow writer must not do any more once another has taken over: the gate is asked.
 */
export async function removeUnfinished(
  core: SessionCore,
  { folderId, gate, myTurn }: Placing,
  items: readonly PreparedItem[],
): Promise<void> {
  const { unfinished } = core.facts;
  if (!unfinished.isLookedAt(folderId)) {
    // What the write before this one is at looks the same until it is answered.
    await myTurn();
    await patiently(core, () => lookForUnfinished(core, folderId));
  }
  const ids = items.flatMap((item) => unfinished.of(folderId, item));
  if (ids.length === 0) return;
  await myTurn();
  await gate.beforeCommit().catch(abortedBy);
  await patiently(core, () => deleteItems(core, ids));
  for (const id of ids) unfinished.end(id);
}

/** Notes what is open in that folder. A server that cannot search tells it in listings. */
export async function lookForUnfinished(core: SessionCore, folderId: string): Promise<void> {
  const { facts } = core;
  const marker = propertyPath(properties.openMarker);
  const subject = '<t:FieldURI FieldURI="item:Subject"/>';
  if (facts.markers !== 'dropped') {
    await look(core, folderId, { paths: marker, test: `<t:Exists>${marker}</t:Exists>` });
  }
  if (facts.markers !== 'kept') {
    const test =
      `<t:Contains ContainmentMode="Prefixed" ContainmentComparison="Exact">${subject}` +
      `<t:Constant Value="${escapeXml(openNameStart)}"/></t:Contains>`;
    const paths = facts.toldProperties === 'all' ? subject + marker : subject;
    await look(core, folderId, { paths, test });
  }
  facts.unfinished.lookedAt(folderId);
}

async function look(
  core: SessionCore,
  folderId: string,
  { paths, test }: { readonly paths: string; readonly test: string },
): Promise<void> {
  const { unfinished } = core.facts;
  for (let page = 0; page < pagesMax; page += 1) {
    const operation =
      '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
      `<t:AdditionalProperties>${paths}</t:AdditionalProperties></m:ItemShape>` +
      `<m:IndexedPageItemView MaxEntriesReturned="${foundAtATime}" Offset="${page * foundAtATime}" BasePoint="Beginning"/>` +
      `<m:Restriction>${test}</m:Restriction>` +
      `<m:ParentFolderIds>${folderIdXml(folderId)}</m:ParentFolderIds></m:FindItem>`;
    const root = await foundBy(core, operation);
    const items = childOf(root, 't:Items')?.children ?? [];
    // Some servers find more than was asked for.
    for (const item of items) {
      const openAs = openTraits(item);
      if (openAs !== undefined) unfinished.see(folderId, { ewsId: itemIdOf(item), openAs });
    }
    if (items.length === 0 || root?.attributes.get('IncludesLastItemInRange') !== 'false') return;
  }
}

async function foundBy(core: SessionCore, operation: string) {
  try {
    return childOf(await oneOf(core, operation, { action: 'find' }), 'm:RootFolder');
  } catch (error) {
    const cannot =
      error instanceof ConnectorError &&
      (error.code === 'command-refused' || error.code === 'server-unsuitable');
    if (cannot) return undefined;
    throw error;
  }
}
