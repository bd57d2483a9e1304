import type { Folder, FolderState } from '@mailhaul/connector-contract';
import { ConnectorError } from '@mailhaul/connector-contract';
import { enumerate, mapFolder, takesEverything } from './enumerate-folder.ts';
import { hangsUp } from './feared-work.ts';
import { type FolderJob, spanFrom } from './folder-job.ts';
import { findRenames, type Renames } from './find-renamed.ts';
import { countLeftOut, recordLeftOut } from './leave-out-folders.ts';
import type { FolderView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { foldersLeftOut } from './leave-out.ts';
import { type OpenedFolder, setApart, targetFolder } from './open-target.ts';
import type { ParkedFolder } from './park-folders.ts';
import { type FolderPlan, planFolders } from './plan-folders.ts';
import { planAhead, profileAhead } from './profile-ahead.ts';
import { proveMailboxes } from './prove-mailboxes.ts';
import { tellLeftOut, tellPlace } from './tell-folders.ts';
import { reopenTarget } from './recover-folder.ts';
import { renameLeftOut } from './rename-left-out.ts';

/** Folders whose items are asked for while the target's folders are being made. */
const foldersAskedAhead = 2;

export interface OpenedFolders {
  /** Folders with something to list; the others are as the last pass left them. */
  readonly jobs: readonly FolderJob[];
  /** With those that a filter leaves out. */
  readonly itemCount: number;
  readonly bytes: number | undefined;
  /** Settles with the records of it all; whatever is recorded later stands behind them in the log. */
  readonly recorded: Promise<unknown>;
  /** Folders that could not be opened at either side; nothing of them is copied. */
  readonly refused: readonly ParkedFolder[];
}

/** Lists both sides, makes what is missing at the target, and fixes the set of items that this pass takes. */
export async function openFolders(run: PassRun): Promise<OpenedFolders> {
  const { context } = run;
  const [sources, targets] = await Promise.all([
    run.sourceControl.run(async (session) => {
      const folders = await session.listFolders();
      run.sourceCapabilities = session.capabilities;
      return folders;
    }),
    run.targetControl.run(async (session) => {
      run.targetCapabilities = session.capabilities;
      const folders = await session.listFolders();
      // With them came what the system calls itself, and what is known of its like.
      run.targetCapabilities = session.capabilities;
      return folders;
    }),
  ]);
  run.sourceFolders = new Map(sources.map((folder) => [folder.id, folder]));
  await proveMailboxes(run, { sources, targets });
  const { forms } = run;
  const foldersOut = foldersLeftOut(sources, { ...context.options, forms });
  run.leftOut = new Map(foldersOut.map(({ source, why }) => [source.id, why]));
  tellLeftOut(run, foldersOut);
  const plans = planFolders({
    sources,
    targets,
    isTargetCaseInsensitive: run.targetCapabilities?.isCaseInsensitive ?? false,
    options: context.options,
    forms,
  });
  const isFirstPass = context.ledger.folders().length === 0;
  const ahead = isFirstPass ? planAhead(run, plans) : undefined;
  // What was asked for first is read first.
  const ordered = ahead === undefined ? plans : [ahead, ...plans.filter((plan) => plan !== ahead)];
  if (isFirstPass) await askAhead(run, ordered);
  await checkKnownTargets(run, targets);
  const sourcesOut = foldersOut.map(({ source }) => source);
  const renames = await findRenames(run, [...plans.map(({ source }) => source), ...sourcesOut]);
  await renameLeftOut(run, sourcesOut, renames);
  const profiling = ahead === undefined ? undefined : profileAhead(run, ahead);
  // Its few bytes go before the names of all folders.
  await profiling?.written;
  const refused: ParkedFolder[] = [];
  const open = (plan: FolderPlan) =>
    openOne(run, plan, { targets, renames }).catch((error: unknown) => {
      // One folder that cannot be opened or made keeps no other from being copied.
      if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
      refused.push({ source: plan.source, error });
      return undefined;
    });
  const opening = openParentsFirst(ordered, open);
  const excluded = foldersOut.filter(({ isExcluded }) => isExcluded);
  const [leftOut, ...opened] = await Promise.all([countLeftOut(run, excluded), ...opening]);
  const begun = await profiling?.done;
  const folders = await setApart(run, opened, refused);
  const jobs: FolderJob[] = [];
  const enumerations: Promise<void>[] = [recordLeftOut(run, leftOut)];
  const rekeyed: Promise<void>[] = [];
  let itemCount = leftOut.reduce((sum, { count }) => sum + count, 0);
  let bytes: number | undefined = 0;
  for (const opened of folders) {
    const { state } = opened;
    const folder = mapFolder(run, opened);
    tellPlace(run, opened.plan, opened.target.folder);
    enumerations.push(folder.durable);
    itemCount += state.itemCount;
    bytes = bytes === undefined || state.bytes === undefined ? undefined : bytes + state.bytes;
    const isSelection = opened.plan.source.isSelection === true;
    const job =
      begun?.job.folder.f === folder.view.f
        ? begun
        : enumerate(run, folder.view, { state, isSelection });
    if (job === undefined) continue;
    (job.mustWait ? rekeyed : enumerations).push(job.durable);
    jobs.push(job.job);
  }
  await Promise.all(rekeyed);
  const unlisted = jobs.filter((job) => job.isReadUnlisted);
  run.askedAhead.keepOnly(new Set(unlisted.map(({ folder }) => folder.sourceId)));
  const recorded = Promise.all(enumerations);
  recorded.catch((error: unknown) => run.fail(error));
  return { jobs, itemCount, bytes, recorded, refused };
}

/** All at once, but for what is made for items of its own class: a parent that is made on the way to it would be one for mail. */
function openParentsFirst<T>(
  plans: readonly FolderPlan[],
  open: (plan: FolderPlan) => Promise<T>,
): readonly Promise<T>[] {
  const isOfClass = ({ existing, source }: FolderPlan) =>
    existing === undefined && source.containerClass !== undefined;
  const opened = new Map<FolderPlan, Promise<T>>();
  let before: Promise<unknown> = Promise.resolve();
  const made = plans.filter(isOfClass);
  for (const plan of made.toSorted((a, b) => a.targetPath.length - b.targetPath.length)) {
    const next = before.then(() => open(plan));
    before = next.catch(() => undefined);
    opened.set(plan, next);
  }
  return plans.map((plan) => opened.get(plan) ?? open(plan));
}

async function openOne(
  run: PassRun,
  plan: FolderPlan,
  { targets, renames }: { targets: readonly Folder[]; renames: Renames },
): Promise<OpenedFolder> {
  const state = await sourceState(run, plan.source);
  const same = run.context.ledger.folders().find(({ sourceId }) => sourceId === plan.source.id);
  const renamed = same === undefined ? renames.get(plan.source.id) : undefined;
  if (renamed instanceof ConnectorError) throw renamed;
  const known = same ?? renamed;
  const target = await targetFolder(run, whereItWent(run, plan, { known, targets }));
  return { plan, state, target, renamed, isKnown: known !== undefined };
}

/** A first pass reads every folder from its first item, so nothing of the target must be known to ask for that. */
async function askAhead(run: PassRun, plans: readonly FolderPlan[]): Promise<void> {
  const { options } = run.context;
  if (!takesEverything(options)) return;
  const session = await run.sourceControl.get();
  const filled = plans.filter(
    ({ source: { state, isSelection } }) => (state?.itemCount ?? 0) > 0 && !isSelection,
  );
  for (const { source } of filled.slice(0, foldersAskedAhead)) {
    const { state } = source;
    if (state === undefined) return;
    const span = spanFrom(1, { fromId: 1, belowId: state.nextId, itemCount: state.itemCount });
    const { generation } = state;
    run.askedAhead.ask(session, { folderId: source.id, ...span }, { generation, forms: run.forms });
  }
}

/** Folders that the ledger knows: a new generation is recorded, and recovery may scan them. */
async function checkKnownTargets(run: PassRun, targets: readonly Folder[]): Promise<void> {
  const { ledger } = run.context;
  const byId = new Map(targets.map((folder) => [folder.id, folder]));
  const known = new Set(ledger.folders().map(({ t }) => t));
  for (const t of known) {
    const target = ledger.target(t);
    const folder = byId.get(target.id);
    const state =
      folder?.state ??
      (folder?.canHoldItems
        ? await run.targetControl.run((session) => session.folderState(folder.id))
        : undefined);
    run.targets.add(t, state ?? { generation: target.generation, nextId: 1 });
    if (state?.generation === target.generation) continue;
    if (state === undefined) {
      await run.targets.get(t).gate.alone(() => reopenTarget(run, t));
    } else {
      await ledger.recordTargetRegenerated(t, state);
    }
  }
}

async function sourceState(run: PassRun, folder: Folder): Promise<FolderState> {
  if (folder.state !== undefined) return folder.state;
  const state = await run.sourceFolderWork.run((session) => session.folderState(folder.id));
  if (state === undefined) throw hangsUp('source', 'opened');
  return state;
}

/** A folder that was copied before stays where it went, whatever its name is now. */
function whereItWent(
  run: PassRun,
  plan: FolderPlan,
  at: { known: FolderView | undefined; targets: readonly Folder[] },
): FolderPlan {
  if (at.known === undefined) return plan;
  const { id, path } = run.context.ledger.target(at.known.t);
  return { ...plan, targetPath: path, existing: at.targets.find((folder) => folder.id === id) };
}
