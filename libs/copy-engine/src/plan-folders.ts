import type { Folder, SpecialUse } from '@mailhaul/connector-contract';
import type { PassOptions } from './pass-options.ts';

/** Where a source folder's items go. */
export interface FolderPlan {
  readonly source: Folder;
  readonly targetPath: readonly string[];
  /** The target folder as it stands; absent: to be created. */
  readonly existing: Folder | undefined;
}

export interface FolderPlanning {
  readonly sources: readonly Folder[];
  readonly targets: readonly Folder[];
  readonly isTargetCaseInsensitive: boolean;
  readonly options: Pick<PassOptions, 'filters' | 'folderMap'>;
}

/** Folders whose items all stand in another folder too: copying them would double every item. */
const viewsOfOtherFolders: ReadonlySet<SpecialUse> = new Set(['all', 'flagged', 'important']);

/**
 * Pairs each source folder that can hold items with a target folder: the operator's map first, else the target's folder
 * of the same special use, else the same path. The largest come first, so that no long folder is left to the end.
 */
export function planFolders(planning: FolderPlanning): readonly FolderPlan[] {
  const { sources, targets, options } = planning;
  const fold = (path: readonly string[]) => {
    const joined = path.join('/');
    return planning.isTargetCaseInsensitive ? joined.toLowerCase() : joined;
  };
  const byPath = new Map(targets.map((folder) => [fold(folder.path), folder]));
  const byUse = new Map<SpecialUse, Folder>();
  for (const folder of targets) {
    if (folder.specialUse && folder.canHoldItems) byUse.set(folder.specialUse, folder);
  }
  const plans: FolderPlan[] = [];
  for (const source of sources) {
    if (!isCopied(source) || !isSelected(source, options.filters)) continue;
    const mapped = options.folderMap.get(source.path.join('/'));
    const sameUse = source.specialUse ? byUse.get(source.specialUse) : undefined;
    const targetPath = mapped?.split('/') ?? sameUse?.path ?? source.path;
    plans.push({ source, targetPath, existing: byPath.get(fold(targetPath)) });
  }
  return plans.toSorted((a, b) => weightOf(b.source) - weightOf(a.source));
}

/** Folders that would be copied but for the operator's filters. */
export function foldersLeftOut(
  sources: readonly Folder[],
  filters: PassOptions['filters'],
): readonly Folder[] {
  return sources.filter((folder) => isCopied(folder) && !isSelected(folder, filters));
}

function isCopied({ canHoldItems, specialUse }: Folder): boolean {
  return canHoldItems && !(specialUse && viewsOfOtherFolders.has(specialUse));
}

function isSelected(folder: Folder, filters: PassOptions['filters']): boolean {
  const path = folder.path.join('/');
  const isUnder = (root: string) => path === root || path.startsWith(`${root}/`);
  if (filters.excludeFolders?.some(isUnder)) return false;
  return filters.includeFolders === undefined || filters.includeFolders.some(isUnder);
}

function weightOf(folder: Folder): number {
  return folder.state?.bytes ?? folder.state?.itemCount ?? 0;
}
