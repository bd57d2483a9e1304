import {
  ConnectorError,
  type EnsureFolderOptions,
  type Folder,
  type FolderState,
} from '@mailhaul/connector-contract';
import { hangsUp } from './feared-work.ts';
import { pathText } from './path-text.ts';
import type { ParkedFolder } from './park-folders.ts';
import type { FolderView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import type { FolderPlan } from './plan-folders.ts';

/** A source folder, opened, with the target folder it goes into. */
export interface OpenedFolder {
  readonly plan: FolderPlan;
  readonly state: FolderState;
  readonly target: OpenTarget;
  readonly renamed: FolderView | undefined;
  /** It was copied before, and stays where it went. */
  readonly isKnown: boolean;
}

/**
 * A target that takes two names for one (`Work` and `work`) gives one folder for both: all but the first get another
 * spelling, unless the operator's map put them together.
 */
export async function setApart(
  run: PassRun,
  opened: readonly (OpenedFolder | undefined)[],
  refused: ParkedFolder[],
): Promise<readonly OpenedFolder[]> {
  const taken = new Map<string, OpenedFolder>();
  const folders: OpenedFolder[] = [];
  const found = opened.filter((one) => one !== undefined);
  const order = found.toSorted(
    (a, b) => Number(b.isKnown) - Number(a.isKnown) || compareNames(a.plan, b.plan),
  );
  const twins = new Map<OpenedFolder, OpenedFolder>();
  for (const one of order) {
    let { target } = one;
    const apartFrom: Folder[] = [];
    const isMeant = (other: OpenedFolder) =>
      one.isKnown || pathText(other.plan.targetPath) === pathText(one.plan.targetPath);
    try {
      for (let holder = taken.get(target.folder.id); holder !== undefined;) {
        if (isMeant(holder) || apartFrom.length >= spellingsMax) break;
        apartFrom.push(holder.target.folder);
        target = await targetFolder(run, { ...one.plan, existing: undefined }, apartFrom);
        holder = taken.get(target.folder.id);
      }
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
      refused.push({ source: one.plan.source, error });
      continue;
    }
    const apart = { ...one, target };
    twins.set(one, apart);
    if (!taken.has(target.folder.id)) taken.set(target.folder.id, apart);
  }
  for (const one of found) {
    const apart = twins.get(one);
    if (apart !== undefined) folders.push(apart);
  }
  return folders;
}

/** Folders that one name may stand for before they are put together after all. */
const spellingsMax = 5;

function compareNames(a: FolderPlan, b: FolderPlan): number {
  const [one, other] = [pathText(a.source.path), pathText(b.source.path)];
  // Where a target has everything below INBOX, what stood there before gives way.
  const isBelowInbox = (text: string) => Number(/^inbox\//i.test(text));
  return isBelowInbox(one) - isBelowInbox(other) || (one < other ? -1 : one > other ? 1 : 0);
}

/** A second folder of a use is an ordinary one at the target, as is what goes below a root: it must not take the place of the first. */
function useOf({
  source,
  isSecondOfUse,
  isBelowRoot,
}: FolderPlan): Pick<EnsureFolderOptions, 'specialUse'> {
  const { specialUse } = source;
  const isOrdinary = isSecondOfUse === true || isBelowRoot === true;
  return specialUse === undefined || isOrdinary ? {} : { specialUse };
}

/** A folder is made for what the source's is made for. */
export function classOf(
  source: Pick<Folder, 'containerClass'> | undefined,
): Pick<EnsureFolderOptions, 'containerClass'> {
  const containerClass = source?.containerClass;
  return containerClass === undefined ? {} : { containerClass };
}

export interface OpenTarget {
  readonly folder: Folder;
  readonly state: FolderState;
}

/** The target folder as it stands, made where it is not there. */
export async function targetFolder(
  run: PassRun,
  plan: FolderPlan,
  apartFrom: readonly Folder[] = [],
): Promise<OpenTarget> {
  const { existing, source } = plan;
  const isReady =
    existing?.canHoldItems === true && (existing.isSubscribed || !source.isSubscribed);
  const folder = isReady
    ? existing
    : await makeFolder(run, plan.targetPath, {
        subscribe: source.isSubscribed,
        ...useOf(plan),
        ...classOf(source),
        ...(apartFrom.length > 0 ? { apartFrom } : {}),
      });
  const known = folder.state ?? (existing?.id === folder.id ? existing.state : undefined);
  const state =
    known ?? (await run.targetFolderWork.run((session) => session.folderState(folder.id)));
  if (state === undefined) throw hangsUp('target', 'opened');
  return { folder, state };
}

/** Under another name where the server hangs up at the first. */
async function makeFolder(
  { targetFolderWork: folders }: PassRun,
  path: readonly string[],
  options: EnsureFolderOptions,
): Promise<Folder> {
  const made =
    (await folders.run((session) => session.ensureFolder(path, options))) ??
    (await folders.runOtherwise((session) =>
      session.ensureFolder(path, { ...options, isFeared: true }),
    ));
  if (made === undefined) throw hangsUp('target', 'to be made');
  return made.folder;
}
