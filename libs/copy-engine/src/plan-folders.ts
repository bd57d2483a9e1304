import type { Folder, ItemForm, SpecialUse } from '@mailhaul/connector-contract';
import { takesMoreThanMail } from './item-forms.ts';
import { copiedFolders } from './leave-out.ts';
import type { FolderChoice } from './pass-options.ts';
import { pathText } from './path-text.ts';

/** Why a folder goes where another name stands; absent: it keeps its own. */
export type PlaceReason =
  | 'folder-map'
  /** All folders of the mailbox go below one. */
  | 'folder-root'
  /** The target has a folder of the same use. */
  | 'special-use'
  /** It stood in a place that only the source's system has. */
  | 'plain-name'
  /** Another folder goes where its own name would have put it. */
  | 'set-apart';

/** Where a source folder's items go. */
export interface FolderPlan {
  readonly source: Folder;
  readonly targetPath: readonly string[];
  /** The target folder as it stands; absent: to be created. */
  readonly existing: Folder | undefined;
  readonly because?: PlaceReason;
  /** Another folder of the source has the same use, and has its place at the target. */
  readonly isSecondOfUse?: boolean;
  /** At the target it is an ordinary folder, whatever the source's is used for. */
  readonly isBelowRoot?: true;
}

export interface FolderPlanning {
  readonly sources: readonly Folder[];
  readonly targets: readonly Folder[];
  readonly isTargetCaseInsensitive: boolean;
  readonly options: FolderChoice;
  /** Forms in which items can go to the target. Absent: `mime` only. */
  readonly forms?: readonly ItemForm[];
}

/**
 * Pairs each source folder that is copied with a target folder: the operator's map first, else the target's folder of the
 * same special use, else the same path. Below a root nothing is of a use: all keep their own paths there. No two go into one but by the operator's map. Depends on names only, not on the
 * order or the size of folders. The largest come first, so that no long folder is left to the end.
 */
export function planFolders(planning: FolderPlanning): readonly FolderPlan[] {
  const { options, forms = ['mime'] } = planning;
  const copied = copiedFolders(planning.sources, { ...options, forms }).toSorted(
    (a, b) => compareText(pathText(a.path), pathText(b.path)) || compareText(a.id, b.id),
  );
  const targets = planning.targets.filter((target) => isUsable(target, forms));
  const root = options.folderRoot?.split('/');
  const ofUse = root === undefined ? foldersOfUse(targets) : new Map<SpecialUse, Folder>();
  const primary = primaryOfUse(copied, ofUse, options);
  const fold = (path: readonly string[]) =>
    planning.isTargetCaseInsensitive ? pathKey(path).toLowerCase() : pathKey(path);
  const wishes = copied
    .map((source) => wishOf(source, { ofUse, primary, options }))
    .map((wish) => (root === undefined ? wish : belowRoot(wish, root)));
  // The operator's word first, then what the systems say, then mere names.
  const ranked = wishes.toSorted((a, b) => rankOf(a) - rankOf(b));
  const taken = new Map<string, Wish>();
  const plans: FolderPlan[] = [];
  const standing = new Map(targets.map((folder) => [fold(folder.path), folder]));
  for (const wish of ranked) {
    const { source, because, isSecondOfUse } = wish;
    const holder = taken.get(pathKey(wish.path));
    const isUnfit = (path: readonly string[]) =>
      isByMap(wish) ? false : isOfOtherKind(source, standing.get(fold(path)));
    const isMeant = holder === undefined || isByMap(holder) || isByMap(wish);
    const isJoined = isMeant && !isUnfit(wish.path);
    const targetPath = isJoined
      ? wish.path
      : freePath(wish.path, (path) => taken.has(pathKey(path)) || isUnfit(path));
    taken.set(pathKey(targetPath), holder === undefined || !isJoined ? wish : holder);
    const reason = isJoined ? because : 'set-apart';
    plans.push({
      source,
      targetPath,
      existing: undefined,
      ...(reason === undefined ? {} : { because: reason }),
      ...(isSecondOfUse ? { isSecondOfUse } : {}),
      ...(root === undefined ? {} : { isBelowRoot: true }),
    });
  }
  const exact = new Map(targets.map((folder) => [pathKey(folder.path), folder]));
  const folded = new Map(targets.map((folder) => [fold(folder.path), folder]));
  const existingAt = (path: readonly string[]): Folder | undefined => {
    const other = folded.get(fold(path));
    const isOthers = other !== undefined && taken.has(pathKey(other.path));
    return exact.get(pathKey(path)) ?? (isOthers ? undefined : other);
  };
  return plans
    .map((plan) => ({ ...plan, existing: existingAt(plan.targetPath) }))
    .toSorted((a, b) => weightOf(b.source) - weightOf(a.source));
}

interface Wish {
  readonly source: Folder;
  readonly path: readonly string[];
  readonly because: PlaceReason | undefined;
  readonly isSecondOfUse: boolean;
}

type ByUse = ReadonlyMap<SpecialUse, Folder>;

function wishOf(
  source: Folder,
  given: { ofUse: ByUse; primary: ByUse; options: FolderPlanning['options'] },
): Wish {
  const { specialUse } = source;
  const mapped = given.options.folderMap.get(pathText(source.path))?.split('/');
  const isPrimary = specialUse !== undefined && given.primary.get(specialUse) === source;
  const isSecondOfUse = mapped === undefined && specialUse !== undefined && !isPrimary;
  if (mapped !== undefined) return { source, path: mapped, because: 'folder-map', isSecondOfUse };
  const sameUse = isPrimary ? given.ofUse.get(specialUse) : undefined;
  if (sameUse !== undefined) {
    const isSame = pathKey(sameUse.path) === pathKey(source.path);
    return {
      source,
      path: sameUse.path,
      because: isSame ? undefined : 'special-use',
      isSecondOfUse,
    };
  }
  const { plainPath } = source;
  if (isPrimary && plainPath !== undefined) {
    return { source, path: plainPath, because: 'plain-name', isSecondOfUse };
  }
  return { source, path: source.path, because: undefined, isSecondOfUse };
}

/** What the map and the source's system say of its place holds below the root. */
function belowRoot(wish: Wish, root: readonly string[]): Wish {
  const { path, because = 'folder-root' } = wish;
  return { ...wish, path: [...root, ...path], because };
}

/** The target's folder of each use: what the server declares before what is only called so. */
function foldersOfUse(targets: readonly Folder[]): ByUse {
  const best = new Map<SpecialUse, Folder>();
  for (const folder of targets) {
    if (folder.specialUse === undefined || !folder.canHoldItems) continue;
    const known = best.get(folder.specialUse);
    if (known === undefined || compareUse(folder, known, undefined) < 0) {
      best.set(folder.specialUse, folder);
    }
  }
  return best;
}

/** Of several source folders of one use, the one that goes to the target's folder of that use. */
function primaryOfUse(
  copied: readonly Folder[],
  ofUse: ByUse,
  { folderMap }: FolderPlanning['options'],
): ByUse {
  const best = new Map<SpecialUse, Folder>();
  for (const folder of copied) {
    const { specialUse } = folder;
    if (specialUse === undefined || folderMap.has(pathText(folder.path))) continue;
    const known = best.get(specialUse);
    const target = ofUse.get(specialUse);
    if (known === undefined || compareUse(folder, known, target) < 0) best.set(specialUse, folder);
  }
  return best;
}

/** Declared, then called as the other side calls it, then a folder in its own right, then the highest, then by name. */
function compareUse(a: Folder, b: Folder, same: Folder | undefined): number {
  const isSame = (folder: Folder) =>
    same !== undefined && pathKey(folder.path) === pathKey(same.path);
  return (
    Number(b.isUseDeclared === true) - Number(a.isUseDeclared === true) ||
    Number(a.isSelection === true) - Number(b.isSelection === true) ||
    Number(isSame(b)) - Number(isSame(a)) ||
    a.path.length - b.path.length ||
    compareText(pathText(a.path), pathText(b.path)) ||
    compareText(a.id, b.id)
  );
}

/** The path with ` (2)` or the next number behind its last name that nobody has. */
function freePath(
  path: readonly string[],
  isTaken: (path: readonly string[]) => boolean,
): readonly string[] {
  for (let number = 2; ; number += 1) {
    const free = [...path.slice(0, -1), `${path.at(-1) ?? ''} (${number})`];
    if (!isTaken(free)) return free;
  }
}

/** Nothing is written into other people's folders, nor into what only shows items of others. */
function isUsable({ sharing, nature, isSelection }: Folder, forms: readonly ItemForm[]): boolean {
  const isItems = nature === undefined || (nature === 'not-mail' && takesMoreThanMail(forms));
  return sharing === undefined && isItems && isSelection !== true;
}

/** A calendar takes no mail, a list of contacts no appointments: what is called alike goes beside it. */
function isOfOtherKind(source: Folder, target: Folder | undefined): boolean {
  if (target === undefined) return false;
  if ((source.nature === 'not-mail') !== (target.nature === 'not-mail')) return true;
  if (source.nature !== 'not-mail') return false;
  const [ours, theirs] = [kindOfClass(source.containerClass), kindOfClass(target.containerClass)];
  return ours !== undefined && theirs !== undefined && ours !== theirs;
}

/** `IPF.Contact` of `IPF.Contact.MOC.QuickContacts`. */
function kindOfClass(containerClass: string | undefined): string | undefined {
  return containerClass?.split('.', 2).join('.').toLowerCase();
}

function isByMap({ because }: Wish): boolean {
  return because === 'folder-map';
}

function rankOf({ source, because, isSecondOfUse }: Wish): number {
  if (because === 'folder-map') return 0;
  if (because === 'special-use' || source.specialUse === 'inbox') return 1;
  if (source.isSelection === true) return 4;
  return isSecondOfUse || because === 'plain-name' ? 3 : 2;
}

function pathKey(path: readonly string[]): string {
  const [root = '', ...rest] = path;
  return [root.toUpperCase() === 'INBOX' ? 'INBOX' : root, ...rest].join('\0');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function weightOf(folder: Folder): number {
  return folder.state?.bytes ?? folder.state?.itemCount ?? 0;
}
