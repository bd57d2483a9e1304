import type { Folder, FolderNature, ItemForm } from '@mailhaul/connector-contract';
import { folderTest, type FolderTest } from './folder-patterns.ts';
import { takesMoreThanMail } from './item-forms.ts';
import type { FolderChoice } from './pass-options.ts';
import { pathText } from './path-text.ts';

/** Why a source folder is not copied. `filter`: it is one that is excluded; `not-included`: none that is included. */
export type LeaveOutReason = 'filter' | 'not-included' | FolderNature | 'shared' | 'public';

export interface FolderLeftOut {
  readonly source: Folder;
  readonly why: LeaveOutReason;
  /** Its items are the mailbox's own and stand nowhere else: they count as excluded. */
  readonly isExcluded: boolean;
}

/** What decides besides the folders themselves. */
export type Choice = Omit<FolderChoice, 'folderRoot'> & {
  /** Forms in which items can go to the target. Absent: `mime` only. */
  readonly forms?: readonly ItemForm[];
};

/** Folders with items that are not copied, each with its reason; mere nodes of the tree are not among them. */
export function foldersLeftOut(
  sources: readonly Folder[],
  choice: Choice,
): readonly FolderLeftOut[] {
  const reasonFor = reasonToLeaveOut(sources, choice);
  return sources.flatMap((source) => {
    const why = reasonFor(source);
    if (why === undefined || !source.canHoldItems) return [];
    const isOthers = why === 'view' || why === 'shared' || why === 'public';
    // A view that a filter leaves out is still a view; so is what a view's selection shows, once the whole is taken.
    const isView = isViewOf(source) || source.sharing !== undefined;
    return [{ source, why, isExcluded: !isOthers && !isView }];
  });
}

export function copiedFolders(sources: readonly Folder[], choice: Choice): readonly Folder[] {
  const reasonFor = reasonToLeaveOut(sources, choice);
  return sources.filter((source) => source.canHoldItems && reasonFor(source) === undefined);
}

function reasonToLeaveOut(
  sources: readonly Folder[],
  { filters, folderMap, forms }: Choice,
): (source: Folder) => LeaveOutReason | undefined {
  const { includeFolders, excludeFolders, takeFolders = [] } = filters;
  const isNamed = folderTest(takeFolders, sources);
  const isExcluded = folderTest(excludeFolders ?? [], sources);
  const isIncluded: FolderTest =
    includeFolders === undefined ? () => true : folderTest(includeFolders, sources);
  const isTaken = (folder: Folder) => folderMap.has(pathText(folder.path)) || isNamed(folder);
  const isWholeTaken = sources.some((one) => one.specialUse === 'all' && isTaken(one));
  return (source) => {
    if (isExcluded(source)) return 'filter';
    if (!isIncluded(source)) return 'not-included';
    if (source.isSelection === true) return isWholeTaken ? 'view' : undefined;
    if (isTaken(source)) return undefined;
    if (source.sharing === 'shared' && filters.sharedFolders !== true) return 'shared';
    if (source.sharing === 'public' && filters.publicFolders !== true) return 'public';
    if (source.nature === 'not-mail' && takesMoreThanMail(forms)) return undefined;
    return source.nature ?? (isViewOf(source) ? 'view' : undefined);
  };
}

/** Systems that do not tell natures tell uses. */
function isViewOf({ nature, specialUse }: Folder): boolean {
  return nature === 'view' || (specialUse !== undefined && viewUses.has(specialUse));
}

const viewUses: ReadonlySet<string> = new Set(['all', 'flagged', 'important']);
