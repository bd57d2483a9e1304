import type { ItemKind } from '@mailhaul/connector-contract';
import type { FilterKind, ItemFilters } from '@mailhaul/copy-engine';
import type { Copy } from '../sim-mailbox.ts';
import type { Stage } from '../sim-workers.ts';

/** Whether the operator's filters leave that folder out. */
export function isFolderExcluded(filters: ItemFilters, path: string): boolean {
  const { includeFolders, excludeFolders } = filters;
  const isIn = (folders: readonly string[]) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  if (excludeFolders !== undefined && isIn(excludeFolders)) return true;
  return includeFolders !== undefined && !isIn(includeFolders);
}

/** Whether they leave out that item of it. */
export function isExcluded(filters: ItemFilters, path: string, copy: Copy): boolean {
  const { itemBytesMax, receivedFrom, receivedBefore } = filters;
  if (isFolderExcluded(filters, path)) return true;
  if (itemBytesMax !== undefined && copy.size > itemBytesMax) return true;
  if (receivedFrom !== undefined && copy.epochSeconds < receivedFrom) return true;
  if (receivedBefore !== undefined && copy.epochSeconds >= receivedBefore) return true;
  return isOfOtherSort(filters, copy);
}

/** By what it is, and for mail by its marks as they were last set. */
function isOfOtherSort(filters: ItemFilters, { size, flags, stored }: Copy): boolean {
  const { itemBytesMin = 0, kinds, isRead, isFlagged } = filters;
  const { kind = 'mail' } = stored;
  if (size < itemBytesMin) return true;
  if (kinds !== undefined && !kinds.some((choice) => kindsOf[choice].includes(kind))) return true;
  if (kind !== 'mail' && kind !== 'post') return false;
  const isSeen = flags.includes('\\Seen');
  const isStarred = flags.includes('\\Flagged');
  return (isRead ?? isSeen) !== isSeen || (isFlagged ?? isStarred) !== isStarred;
}

const kindsOf: Readonly<Record<FilterKind, readonly ItemKind[]>> = {
  mail: ['mail'],
  calendar: ['event'],
  contacts: ['contact', 'contact-group'],
  tasks: ['task'],
  notes: ['note'],
  journal: ['journal'],
  posts: ['post'],
  other: ['other'],
};

/** Whether it is left out by them, or for what it holds and the target does not take. */
export function isFolderLeftOut(stage: Stage, filters: ItemFilters, path: string): boolean {
  if (isFolderExcluded(filters, path)) return true;
  const folder = stage.source.mail.folder(path);
  const isCalendar = folder?.containerClass !== undefined;
  return isCalendar && !takesAll(stage) && !stage.plan.options.folderMap.has(path);
}

/** The target takes mail only, and this is none. */
export function isFormless(stage: Stage, { stored: { kind } }: Copy): boolean {
  return kind !== undefined && kind !== 'mail' && !takesAll(stage);
}

function takesAll({ target }: Stage): boolean {
  return target.profile.capabilities.takesForms !== undefined;
}
