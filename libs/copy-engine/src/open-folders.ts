import type { Folder, FolderState } from '@mailhaul/connector-contract';
import { ConnectorError } from '@mailhaul/connector-contract';
import { exclusionReason, FolderJob, type ItemSet, spanFrom } from './folder-job.ts';
import { findRenamed } from './find-renamed.ts';
import { countLeftOut, recordLeftOut } from './leave-out-folders.ts';
import type { FolderView } from './pass-ledger.ts';
import type { PassOptions } from './pass-options.ts';
import type { PassRun } from './pass-run.ts';
import { foldersLeftOut } from './leave-out.ts';
import { type OpenedFolder, setApart, targetFolder } from './open-target.ts';
import type { ParkedFolder } from './park-folders.ts';
import { type FolderPlan, planFolders } from './plan-folders.ts';
import { tellLeftOut, tellPlace } from './tell-folders.ts';
import { reopenTarget } from './recover-folder.ts';
import { rekeySource } from './rekey-source.ts';
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
    run.sourceControl.run((session) => session.listFolders()),
    run.targetControl.run(async (session) => {
      run.targetCapabilities = session.capabilities;
      return session.listFolders();
    }),
  ]);
  run.sourceIds = new Set(sources.map(({ id }) => id));
  const foldersOut = foldersLeftOut(sources, context.options);
  run.leftOutIds = new Set(foldersOut.map(({ source }) => source.id));
  tellLeftOut(run, foldersOut);
  const plans = planFolders({
    sources,
    targets,
    isTargetCaseInsensitive: run.targetCapabilities?.isCaseInsensitive ?? false,
    options: context.options,
  });
  if (context.ledger.folders().length === 0) await askAhead(run, plans);
  await checkKnownTargets(run, targets);
  await renameLeftOut(
    run,
    foldersOut.map(({ source }) => source),
  );
  const refused: ParkedFolder[] = [];
  const excluded = foldersOut.filter(({ isExcluded }) => isExcluded);
  const [leftOut, ...opened] = await Promise.all([
    countLeftOut(
      run,
      excluded.map(({ source }) => source),
    ),
    ...plans.map((plan) =>
      openOne(run, plan, targets).catch((error: unknown) => {
        // One folder that cannot be opened or made keeps no other from being copied.
        if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
        refused.push({ source: plan.source, error });
        return undefined;
      }),
    ),
  ]);
  const folders = await setApart(run, opened, refused);
  const jobs: FolderJob[] = [];
  const enumerations: Promise<void>[] = [recordLeftOut(run, leftOut)];
  const rekeyed: Promise<void>[] = [];
  let itemCount = leftOut;
  let bytes: number | undefined = 0;
  for (const opened of folders) {
    const { state } = opened;
    const folder = mapFolder(run, opened);
    tellPlace(run, opened.plan, opened.target.folder);
    enumerations.push(folder.durable);
    itemCount += state.itemCount;
    bytes = bytes === undefined || state.bytes === undefined ? undefined : bytes + state.bytes;
    const isSelection = opened.plan.source.isSelection === true;
    const job = enumerate(run, folder.view, { state, isSelection });
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

async function openOne(
  run: PassRun,
  plan: FolderPlan,
  targets: readonly Folder[],
): Promise<OpenedFolder> {
  const state = await sourceState(run, plan.source);
  const same = run.context.ledger.folders().find(({ sourceId }) => sourceId === plan.source.id);
  const renamed = same === undefined ? await findRenamed(run, plan.source, state) : undefined;
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
    run.askedAhead.ask(session, { folderId: source.id, ...span }, state.generation);
  }
}

/** Nothing is left out or put in another order: a listing would say nothing that the items do not say themselves. */
function takesEverything({ order, filters }: PassOptions): boolean {
  const { itemBytesMax, receivedFrom, receivedBefore } = filters;
  const isFiltered = [itemBytesMax, receivedFrom, receivedBefore].some((at) => at !== undefined);
  return order === 'oldest-first' && !isFiltered;
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

function sourceState(run: PassRun, folder: Folder): Promise<FolderState> {
  if (folder.state !== undefined) return Promise.resolve(folder.state);
  return run.sourceControl.run((session) => session.folderState(folder.id));
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

function mapFolder(
  run: PassRun,
  what: Omit<OpenedFolder, 'state'>,
): { view: FolderView; durable: Promise<void> } {
  const { ledger, options } = run.context;
  const { plan, target } = what;
  const same = ledger.folders().find(({ sourceId }) => sourceId === plan.source.id);
  if (same !== undefined) return { view: same, durable: Promise.resolve() };
  const known = what.renamed;
  const before = target.state.itemCount > 0 ? target.state.nextId : 0;
  const ours = ledger.folders().find(({ t }) => ledger.target(t).id === target.folder.id);
  if (
    before > 0 &&
    known === undefined &&
    ours === undefined &&
    options.onFilledTarget === 'refuse'
  ) {
    throw new ConnectorError({
      code: 'folder-refused',
      scope: 'mailbox',
      disposition: 'needsOperator',
      message: `the target folder already holds ${target.state.itemCount} items`,
      remedy: 'Empty the target mailbox, or let Mailhaul match what is there.',
    });
  }
  const recorded = ledger.recordFolder({
    f: known?.f,
    sourceId: plan.source.id,
    sourcePath: plan.source.path,
    targetId: target.folder.id,
    targetPath: target.folder.path,
    targetGeneration: target.state.generation,
    // What was there before us is the same for every folder that is mapped into it.
    before: ours?.before ?? before,
  });
  const view = ledger.folder(recorded.f);
  run.targets.add(view.t, target.state);
  return { view, durable: recorded.durable };
}

interface Enumerated {
  readonly job: FolderJob;
  readonly durable: Promise<void>;
  /** Its items must be known again before it is listed. */
  readonly mustWait: boolean;
}

/** Fixes the set of items that the pass takes from a folder; undefined where nothing can have changed. */
function enumerate(
  run: PassRun,
  folder: FolderView,
  { state, isSelection }: { state: FolderState; isSelection: boolean },
): Enumerated | undefined {
  const { ledger, options } = run.context;
  const { f, generation, below, isVerified } = folder;
  const isSameGeneration = generation === state.generation;
  // Below 0: a pass ended between the new generation and the items' new ids.
  const mustWait = generation !== 0 && (!isSameGeneration || below === 0);
  const unfinishedId = folder.firstUnfinishedId(
    (item) => exclusionReason(item, options.filters) !== undefined,
  );
  // What joins a selection may have any id.
  const isDone = isSameGeneration && isVerified && !isSelection;
  if (isDone && below === state.nextId && unfinishedId === undefined) return undefined;
  const record = async () => {
    if (mustWait) await rekeySource(run, f, state);
    await ledger.recordEnumeration({
      f,
      generation: state.generation,
      below: state.nextId,
      itemCount: state.itemCount,
      bytes: state.bytes,
    });
  };
  const durable = record();
  // Looked at with all others: until then a rejection is not unhandled.
  durable.catch(() => undefined);
  const fromId = isDone ? Math.min(below, unfinishedId ?? below) : 1;
  const set: ItemSet = {
    generation: state.generation,
    belowId: state.nextId,
    fromId,
    itemCount: state.itemCount,
    isReadUnlisted:
      generation === 0 && folder.before === 0 && !isSelection && takesEverything(options),
  };
  return { job: new FolderJob(folder, set, options), durable, mustWait };
}
