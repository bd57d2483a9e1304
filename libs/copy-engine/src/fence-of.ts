import type { PassRun } from './pass-run.ts';
import type { TargetFolder } from './target-folders.ts';

/**
 * The lowest id that a copy of these items can have. An item that is written again while an earlier write of it is
 * watched may end as that write's late copy: a target that merges equal items and tells no ids does it without a word.
 */
export function fenceOf(
  run: PassRun,
  target: TargetFolder,
  what: { readonly f: number; readonly ids: readonly number[] },
): number {
  const ids = new Set(what.ids);
  let fence = target.nextId;
  const { ledger } = run.context;
  // Told ids show it; and where bytes are rewritten, a wider range makes more doubtful than it finds.
  if (run.targetCapabilities?.returnsIdOnWrite !== false || ledger.profile?.bytes === false) {
    return fence;
  }
  for (const batch of ledger.batchesInto(target.t)) {
    if (batch.f !== what.f || batch.watchUntilWallMs === 0 || batch.fence >= fence) continue;
    if (batch.items().some(({ sourceId }) => ids.has(sourceId))) fence = batch.fence;
  }
  return fence;
}
