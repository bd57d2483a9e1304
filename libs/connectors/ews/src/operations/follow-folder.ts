import { ConnectorError } from '@mailhaul/connector-contract';
import { errorOf, protocolViolation } from '../errors.ts';
import { itemIdOf } from '../form/item-row.ts';
import {
  type AnswerElement,
  childOf,
  numberOf,
  secondsOf,
  textIn,
} from '../soap/answer-element.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { isLastPage } from './find-pages.ts';
import { type CallCore, folderIdXml, oneOf } from './session-core.ts';

/** EWS reference page `MaxChangesReturned`: at most 512. */
const changesMax = 512;
const roundsMax = 20_000;
/** More items than a folder holds that is in use. */
const itemsMax = 5_000_000;
const pageItemsMax = 1000;
const listingsMax = 3;

const shape =
  '<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
  '<t:FieldURI FieldURI="item:DateTimeCreated"/></t:AdditionalProperties>';

/** What a folder holds, or what changed in it. */
export interface Followed {
  /** In the order in which they were made. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** All that there is, not what changed only. */
  readonly isWhole: boolean;
  /** Where to go on; empty where the server tells none. */
  readonly followedTo: string;
}

/**
 * Follows the folder from a state on, or from the beginning: by SyncFolderItems, where a state is lost or refused from the
 * beginning; by FindItem where the server has no such operation. @throws ConnectorError
 */
export async function followFolder(
  core: CallCore,
  folderId: string,
  followedTo: string,
): Promise<Followed> {
  try {
    return await followed(core, folderId, followedTo);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  if (followedTo !== '') return followFolder(core, folderId, '');
  return listed(core, folderId);
}

/** The server does not take that state, or does not know how to follow. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof ConnectorError) || error.scope === 'connection') return false;
  return error.code === 'command-refused' || error.code === 'server-unsuitable';
}

interface Seen {
  readonly ewsId: string;
  readonly madeAt: number;
}

async function followed(core: CallCore, folderId: string, from: string): Promise<Followed> {
  const present = new Map<string, Seen>();
  const removed = new Set<string>();
  let followedTo = from;
  for (let round = 1; ; round += 1) {
    if (round > roundsMax) throw protocolViolation('a folder is followed without end');
    const message = await oneOf(core, followXml(folderId, followedTo), { action: 'find' });
    const next = textIn(message, 'm:SyncState');
    const changes = childOf(message, 'm:Changes')?.children ?? [];
    const isNews = takeIn(changes, present, removed);
    if (present.size + removed.size > itemsMax) throw errorOf('answer-too-large');
    const saysLast = textIn(message, 'm:IncludesLastItemInRange') === 'true';
    const isStill = next === '' || next === followedTo;
    if (next !== '') followedTo = next;
    // Some servers say that a page is the last one when it is only full.
    if (isStill || (!isNews && (saysLast || changes.length === 0))) break;
  }
  return {
    ...{ added: inOrder(present.values()), removed: [...removed] },
    ...{ isWhole: from === '', followedTo },
  };
}

/** True where it tells of items that came or went. */
function takeIn(
  changes: readonly AnswerElement[],
  present: Map<string, Seen>,
  removed: Set<string>,
): boolean {
  let isNews = false;
  for (const change of changes) {
    if (change.name === 't:Delete') {
      const ewsId = itemIdOf(change);
      isNews ||= !removed.has(ewsId);
      removed.add(ewsId);
      present.delete(ewsId);
    } else if (change.name === 't:Create' || change.name === 't:Update') {
      const item = change.children.find(({ children }) => children.length > 0);
      if (item === undefined) continue;
      const seen = seenIn(item);
      isNews ||= !present.has(seen.ewsId);
      present.set(seen.ewsId, seen);
      removed.delete(seen.ewsId);
    }
  }
  return isNews;
}

function seenIn(item: AnswerElement): Seen {
  return { ewsId: itemIdOf(item), madeAt: secondsOf(textIn(item, 't:DateTimeCreated')) ?? 0 };
}

/**
 * Those made in one second by their ids: the same order whoever follows, and mostly that of their making, for ids end with a counter
 * (MS-OXCDATA §2.2.4.2).
 */
function inOrder(all: Iterable<Seen>): string[] {
  return [...all]
    .toSorted((a, b) => a.madeAt - b.madeAt || comparedIds(a.ewsId, b.ewsId))
    .map(({ ewsId }) => ewsId);
}

function comparedIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return Buffer.compare(Buffer.from(a, 'base64'), Buffer.from(b, 'base64')) || (a < b ? -1 : 1);
}

function followXml(folderId: string, followedTo: string): string {
  const state = followedTo === '' ? '' : `<m:SyncState>${escapeXml(followedTo)}</m:SyncState>`;
  return (
    `<m:SyncFolderItems><m:ItemShape>${shape}</m:ItemShape>` +
    `<m:SyncFolderId>${folderIdXml(folderId)}</m:SyncFolderId>${state}` +
    `<m:MaxChangesReturned>${changesMax}</m:MaxChangesReturned></m:SyncFolderItems>`
  );
}

/** Unsorted: pages move when something is deleted meanwhile, so what was missed is looked for again. */
async function listed(core: CallCore, folderId: string): Promise<Followed> {
  const present = new Map<string, Seen>();
  for (let listing = 1; listing <= listingsMax; listing += 1) {
    const total = await takeListing(core, folderId, present);
    if (present.size >= total) break;
  }
  return { added: inOrder(present.values()), removed: [], isWhole: true, followedTo: '' };
}

async function takeListing(
  core: CallCore,
  folderId: string,
  present: Map<string, Seen>,
): Promise<number> {
  for (let offset = 0; ;) {
    const operation =
      `<m:FindItem Traversal="Shallow"><m:ItemShape>${shape}</m:ItemShape>` +
      `<m:IndexedPageItemView MaxEntriesReturned="${pageItemsMax}" Offset="${offset}" BasePoint="Beginning"/>` +
      `<m:ParentFolderIds>${folderIdXml(folderId)}</m:ParentFolderIds></m:FindItem>`;
    const message = await oneOf(core, operation, { action: 'find' });
    const root = childOf(message, 'm:RootFolder');
    const items = childOf(root, 't:Items')?.children ?? [];
    const before = present.size;
    for (const item of items) {
      const seen = seenIn(item);
      present.set(seen.ewsId, seen);
    }
    if (present.size > itemsMax) throw errorOf('answer-too-large');
    offset += items.length;
    const total = numberOf(root?.attributes.get('TotalItemsInView')) ?? 0;
    const isLast = isLastPage(root, offset);
    // A page of nothing new: the server does not give items in pages.
    if (isLast || present.size === before) return total;
  }
}
