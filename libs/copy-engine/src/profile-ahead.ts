import { ConnectorError, type FolderState } from '@mailhaul/connector-contract';
import { DrainRate } from './drain-rate.ts';
import { type Enumerated, enumerate, mapFolder, takesEverything } from './enumerate-folder.ts';
import { spanFrom } from './folder-job.ts';
import { mayBeLast } from './may-be-last.ts';
import type { PassRun } from './pass-run.ts';
import type { FolderPlan } from './plan-folders.ts';
import { profileTarget } from './profile-target.ts';
import { toReady } from './ready-batch.ts';
import { refusalOf, writeItems } from './write-items.ts';

/** A plan of which all is known that its first item needs. */
export interface ReadyPlan extends FolderPlan {
  readonly existing: NonNullable<FolderPlan['existing']> & { readonly state: FolderState };
  readonly source: FolderPlan['source'] & { readonly state: FolderState };
}

/**
 * The folder whose first item may be written while the target's other folders are still being made: it is there already
 * and empty, as a new mailbox's INBOX is.
 */
export function planAhead(run: PassRun, plans: readonly FolderPlan[]): ReadyPlan | undefined {
  const { options, rules, ledger } = run.context;
  const mayProfile = rules.profileTargetFirst && ledger.profile === undefined;
  return mayProfile && takesEverything(options) ? plans.find(isReady) : undefined;
}

function isReady(plan: FolderPlan): plan is ReadyPlan {
  const { source, existing } = plan;
  return (
    source.isSelection !== true &&
    // What becomes of mail is asked: other items are made anew by every system.
    source.nature === undefined &&
    (source.state?.itemCount ?? 0) > 0 &&
    existing?.canHoldItems === true &&
    existing.state?.itemCount === 0
  );
}

/**
 * Writes that folder's first item alone and reads it back: the profile, for which every later write waits, costs no time of
 * its own then. What goes wrong here is seen to where all writes are: the item has its intent, or none.
 */
export function profileAhead(
  run: PassRun,
  plan: ReadyPlan,
): { readonly written: Promise<void>; readonly done: Promise<Enumerated | undefined> } {
  const written = Promise.withResolvers<void>();
  const done = profile(run, plan, () => written.resolve()).finally(() => written.resolve());
  // Looked at when the other folders are there.
  done.catch(() => undefined);
  return { written: written.promise, done };
}

async function profile(
  run: PassRun,
  { source, existing, targetPath }: ReadyPlan,
  onCalled: () => void,
): Promise<Enumerated | undefined> {
  const { state } = source;
  const item = await firstItem(run, source.id);
  const set = { fromId: 1, belowId: state.nextId, expectedCount: state.itemCount };
  const span = spanFrom(1, { ...set, itemCount: state.itemCount });
  // Only the oldest item may go before the others.
  if (item === undefined || mayBeLast(item.id, { set, span })) return undefined;
  const target = { folder: existing, state: existing.state };
  const mapped = mapFolder(run, {
    plan: { source, existing, targetPath },
    target,
    renamed: undefined,
  });
  const enumerated = enumerate(run, mapped.view, { state, isSelection: false });
  if (enumerated === undefined) return undefined;
  const session = () => run.targetControl.get();
  const end = await writeItems(
    run,
    { session, rate: new DrainRate(run.line), onCalled },
    { job: enumerated.job, items: [item] },
  );
  if (end.kind === 'unknown') {
    const isLost = end.session !== undefined && refusalOf(end.error) === undefined;
    if (isLost) run.targetControl.lose(end.session, end.error);
    return enumerated;
  }
  end.durable.catch((error: unknown) => run.fail(error));
  const profiled = await profileTarget(run, mapped.view.f, item.id);
  profiled?.durable.catch((error: unknown) => run.fail(error));
  run.isFirstPlanned ||= profiled !== undefined;
  return enumerated;
}

/** Undefined where it cannot be had now, or is too large to be held: it is read with the others then. */
async function firstItem(run: PassRun, folderId: string) {
  try {
    const item = await run.askedAhead.first(folderId);
    const isAtHand = item?.body.kind === 'whole' && item.isFormless !== true;
    return isAtHand ? toReady(item) : undefined;
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
