import { contentHashOf } from '@mailhaul/kernel';
import type { LedgerRow } from '@mailhaul/pass-runner';
import { likenessOf } from '../sim-items.ts';
import type { Copy } from '../sim-mailbox.ts';
import type { Stage } from '../sim-workers.ts';

/**
 * An item whose id was of an earlier generation of its folder. Size and date alone would take a near twin for it, and then
 * hold the row against the wrong content: where its bytes were read, it is the one with those bytes.
 */
export function formerCopy(stage: Stage, row: LedgerRow): Copy | undefined {
  const path = row.sourcePath.join('/');
  const { hash } = row;
  return stage.source.mail.copies.find(
    (copy) =>
      copy.folder === path &&
      isLike(copy, row) &&
      (hash === undefined || hashesOf(copy).includes(hash)),
  );
}

/** Everything at the target that could be an item's copy was written with its marker, and says so. */
export function isToldByMarkers({ target, plan }: Stage): boolean {
  const { prefilledPercent, alienCount } = plan.workload;
  const keepsPlace = plan.disruptions.every(({ act: { kind } }) => !unsettling.has(kind));
  const isOurs = prefilledPercent === 0 && alienCount === 0 && plan.userActEveryMs === 0;
  return target.profile.capabilities.keepsMarkers === true && isOurs && keepsPlace;
}

const unsettling: ReadonlySet<string> = new Set([
  'renumber',
  'rename-source-folder',
  'delete-target-folder',
]);

/** How large an item without a form is only a listing tells. */
export function isLike(copy: Copy, { size, epochSeconds }: LedgerRow): boolean {
  const isSized = copy.size === size || (size === 0 && copy.stored.kind !== undefined);
  return isSized && copy.epochSeconds === epochSeconds;
}

/** Of its bytes, or of what its likeness is where it goes in another form. */
function hashesOf({ stored: { bytes, kind } }: Copy): readonly string[] {
  return [contentHashOf(bytes), contentHashOf(Buffer.from(likenessOf(bytes, kind)))];
}
