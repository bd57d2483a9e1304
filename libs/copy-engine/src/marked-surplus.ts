import type { ItemInfo } from '@mailhaul/connector-contract';
import { expectedOf } from './expected-of.ts';
import type { Surplus, WatchedBatch } from './find-surplus.ts';
import type { RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/**
 * Behind the fence of a batch that was written with markers each late copy says of which item it is. One is the item's where it has none;
 * it is kept back where the item is about to be written again, or is a person's to judge; the rest repeats what is there.
 */
export function markedSurplus(
  run: PassRun,
  watched: WatchedBatch,
  likely: readonly ItemInfo[],
): Surplus {
  const { batch } = watched;
  const rows = batch.items();
  const markers = run.marked.ofBatch(batch);
  const owed = rowsOwed(run, watched);
  const surplus: number[] = [];
  const found: { index: number; id: number }[] = [];
  let keptBack = 0;
  const behind = likely.filter(({ id }) => id >= batch.fence);
  for (const [marker, copies] of Map.groupBy(behind, (copy) => copy.marker ?? '')) {
    const index = markers.indexOf(marker);
    const row = rows[index];
    if (row === undefined) continue;
    const [first, ...more] = copies.map(({ id }) => id).toSorted((a, b) => a - b);
    if (first === undefined) continue;
    surplus.push(...more);
    // Its copy is there: it is looked for where its place is asked for.
    if (owed.has(row.row) || row.standing === 'doubtful') continue;
    if (isOpenTo(row, watched) && watched.isIdle) found.push({ index, id: first });
    else if (isOpenTo(row, watched)) keptBack += 1;
    else surplus.push(first);
  }
  return { surplus: surplus.toSorted((a, b) => a - b), found, keptBack };
}

/** Rows of the batch's folder whose copy is somewhere, or may still be on its way. */
function rowsOwed(run: PassRun, { t, batch }: WatchedBatch): ReadonlySet<number> {
  const owed = new Set<number>();
  for (const one of run.context.ledger.batchesInto(t)) {
    if (one.f !== batch.f) continue;
    const rows = one.items();
    for (const { index } of expectedOf(one)) owed.add(rows[index]?.row ?? -1);
  }
  return owed;
}

/** It has no copy, and a later pass may write it: what the watch does not outlive waits for nothing. */
function isOpenTo({ standing }: RowView, { isIdle, isOver }: WatchedBatch): boolean {
  if (standing === 'missing') return true;
  return (isIdle || !isOver) && (standing === 'failed' || standing === 'excluded');
}
