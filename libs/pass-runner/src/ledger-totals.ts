import type { Ledger, LedgerFolder } from '@mailhaul/domain';

export interface FolderTotals {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
  readonly pending: number;
}

/** Where a folder stands. Doubtful items count as failed; pending are those of the enumerated set without an outcome. */
export function folderTotalsOf(folder: LedgerFolder): FolderTotals {
  const { migrated, excluded, failed, doubtful, gone, collapsed, missing, intended } =
    folder.items.counts;
  const known = migrated + excluded + failed + doubtful + collapsed;
  const pending = folder.isVerified
    ? missing + intended
    : Math.max(missing + intended, folder.count - known);
  return { migrated, excluded, failed: failed + doubtful, gone, collapsed, pending };
}

export type LedgerTotals = FolderTotals & { readonly bytesMigrated: number };

/** Excluded are also the items of folders that are left out, failed those of folders that cannot be opened: they have no rows. */
export function totalsOf(ledger: Ledger): LedgerTotals {
  const totals = {
    migrated: 0,
    excluded: ledger.leftOut,
    failed: stillParked(ledger),
    gone: 0,
    collapsed: 0,
    pending: 0,
    bytesMigrated: 0,
  };
  for (const folder of ledger.folders) {
    const one = folderTotalsOf(folder);
    totals.migrated += one.migrated;
    totals.excluded += one.excluded;
    totals.failed += one.failed;
    totals.gone += one.gone;
    totals.collapsed += one.collapsed;
    totals.pending += one.pending;
    totals.bytesMigrated += folder.items.bytesMigrated;
  }
  return totals;
}

/** Of all excluded items: how many for which reason. */
export function excludedFor({ folders, leftOut, leftOutFor }: Ledger): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (reason: string, count: number) => {
    if (count > 0) counts[reason] = (counts[reason] ?? 0) + count;
  };
  let told = 0;
  for (const [reason, count] of Object.entries(leftOutFor)) {
    add(reason, count);
    told += count;
  }
  add('folder-left-out', leftOut - told);
  for (const { items } of folders) {
    for (const [reason, count] of items.excludedFor) add(reason, count);
  }
  return counts;
}

/** Until when batches of a dead or frozen writer are looked for, wall milliseconds. */
export function watchedUntil(ledger: Ledger): number | undefined {
  let until = 0;
  for (const batch of ledger.batches.values()) until = Math.max(until, batch.watchUntil);
  return until === 0 ? undefined : until;
}

export function investigateCount(ledger: Ledger): number {
  return ledger.folders.reduce((sum, { items }) => sum + items.counts.doubtful, 0);
}

/** While a later pass is open or broken off, what it has taken up again is pending, and no longer failed. */
function stillParked({ parked, unparked }: Ledger): number {
  const takenUp = [...unparked.values()].reduce((sum, items) => sum + items, 0);
  return Math.max(0, parked.items - takenUp);
}
