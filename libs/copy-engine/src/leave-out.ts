import type { Folder, FolderNature, ItemForm } from '@mailhaul/connector-contract';
import { takesMoreThanMail } from './item-forms.ts';
import type { ItemFilters, PassOptions } from './pass-options.ts';

/** Why a source folder is not copied. */
export type LeaveOutReason = 'filter' | FolderNature | 'shared' | 'public';

export interface FolderLeftOut {
  readonly source: Folder;
  readonly why: LeaveOutReason;
  /** Its items are the mailbox's own and stand nowhere else: they count as excluded. */
  readonly isExcluded: boolean;
}

/** What decides besides the folders themselves. */
export type Choice = Pick<PassOptions, 'filters' | 'folderMap'> & {
  /** Forms in which items can go to the target. Absent: `mime` only. */
  readonly forms?: readonly ItemForm[];
};

/** Folders with items that are not copied, each with its reason; mere nodes of the tree are not among them. */
export function foldersLeftOut(
  sources: readonly Folder[],
  choice: Choice,
): readonly FolderLeftOut[] {
  return sources.flatMap((source) => {
    const why = reasonToLeaveOut(source, sources, choice);
    if (why === undefined || !source.canHoldItems) return [];
    const isOthers = why === 'view' || why === 'shared' || why === 'public';
    // A view that a filter leaves out is still a view; so is what a view's selection shows, once the whole is taken.
    const isView = isViewOf(source) || source.sharing !== undefined;
    return [{ source, why, isExcluded: !isOthers && !isView }];
  });
}

export function isCopied(source: Folder, sources: readonly Folder[], choice: Choice): boolean {
  return source.canHoldItems && reasonToLeaveOut(source, sources, choice) === undefined;
}

function reasonToLeaveOut(
  source: Folder,
  sources: readonly Folder[],
  { filters, folderMap, forms }: Choice,
): LeaveOutReason | undefined {
  if (!isSelected(source, filters)) return 'filter';
  const isTaken = (folder: Folder) =>
    folderMap.has(pathText(folder.path)) || isUnderAny(folder, filters.takeFolders);
  if (source.isSelection === true) {
    const isWholeTaken = sources.some((one) => one.specialUse === 'all' && isTaken(one));
    return isWholeTaken ? 'view' : undefined;
  }
  if (isTaken(source)) return undefined;
  if (source.sharing === 'shared' && filters.sharedFolders !== true) return 'shared';
  if (source.sharing === 'public' && filters.publicFolders !== true) return 'public';
  if (source.nature === 'not-mail' && takesMoreThanMail(forms)) return undefined;
  return source.nature ?? (isViewOf(source) ? 'view' : undefined);
}

/** Systems that do not tell natures tell uses. */
function isViewOf({ nature, specialUse }: Folder): boolean {
  return nature === 'view' || (specialUse !== undefined && viewUses.has(specialUse));
}

const viewUses: ReadonlySet<string> = new Set(['all', 'flagged', 'important']);

function isSelected(folder: Folder, filters: ItemFilters): boolean {
  if (isUnderAny(folder, filters.excludeFolders)) return false;
  return filters.includeFolders === undefined || isUnderAny(folder, filters.includeFolders);
}

function isUnderAny({ path }: Folder, roots: readonly string[] | undefined): boolean {
  const text = pathText(path);
  return roots?.some((root) => text === root || text.startsWith(`${root}/`)) ?? false;
}

/** As people write it in options. */
export function pathText(path: readonly string[]): string {
  return path.join('/');
}
