import type { ItemFilters } from '@mailhaul/copy-engine';
import type { Copy } from '../sim-mailbox.ts';

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
  return receivedBefore !== undefined && copy.epochSeconds >= receivedBefore;
}
