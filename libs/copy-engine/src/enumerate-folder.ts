import { ConnectorError, folderKindOf, type FolderState } from '@mailhaul/connector-contract';
import { FolderJob, type ItemSet } from './folder-job.ts';
import { isOnlyFormless, isStillExcluded, takesEveryItem } from './item-filters.ts';
import type { OpenedFolder } from './open-target.ts';
import type { FolderView } from './pass-ledger.ts';
import type { PassOptions } from './pass-options.ts';
import type { PassRun } from './pass-run.ts';
import { rekeySource } from './rekey-source.ts';

/** Nothing is left out or put in another order: a listing would say nothing that the items do not say themselves. */
export function takesEverything({ order, filters }: PassOptions): boolean {
  return order === 'oldest-first' && takesEveryItem(filters);
}

/** The folder's place in the ledger: as it was recorded before, or recorded now. */
export function mapFolder(
  run: PassRun,
  what: Pick<OpenedFolder, 'plan' | 'target' | 'renamed'>,
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
    kind: folderKindOf(plan.source),
  });
  const view = ledger.folder(recorded.f);
  run.targets.add(view.t, target.state);
  return { view, durable: recorded.durable };
}

export interface Enumerated {
  readonly job: FolderJob;
  readonly durable: Promise<void>;
  /** Its items must be known again before it is listed. */
  readonly mustWait: boolean;
}

/** Fixes the set of items that the pass takes from a folder; undefined where nothing can have changed. */
export function enumerate(
  run: PassRun,
  folder: FolderView,
  { state: seen, isSelection }: { state: FolderState; isSelection: boolean },
): Enumerated | undefined {
  const { ledger, options } = run.context;
  const { f, generation, below, isVerified } = folder;
  const { forms } = run;
  const isMoreTaken = forms.some((form) => !folder.forms.includes(form));
  const isSameGeneration = generation === seen.generation;
  const isBound = options.keepsToEnumerated === true && isSameGeneration && below > 0;
  const state = isBound ? { ...seen, nextId: below, itemCount: folder.enumeratedCount } : seen;
  // Below 0: a pass ended between the new generation and the items' new ids.
  const mustWait = generation !== 0 && (!isSameGeneration || below === 0);
  const unfinishedId = folder.firstUnfinishedId(
    (item) =>
      isStillExcluded(item, options.filters) ||
      (isOnlyFormless(item, options.filters) && !isMoreTaken),
  );
  // What joins a selection may have any id.
  const isDone = isSameGeneration && isVerified && !isSelection;
  if (isDone && below === state.nextId && unfinishedId === undefined) return undefined;
  const record = async () => {
    // It stands in the ledger already.
    if (isBound) return;
    if (mustWait) await rekeySource(run, f, state);
    await ledger.recordEnumeration({
      f,
      generation: state.generation,
      below: state.nextId,
      itemCount: state.itemCount,
      bytes: state.bytes,
      forms,
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
    forms,
    leavesFormless: isDone && !isMoreTaken,
  };
  return { job: new FolderJob(folder, set, options), durable, mustWait };
}
