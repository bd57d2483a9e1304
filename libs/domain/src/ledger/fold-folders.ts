import { assert } from '@mailhaul/kernel';
import { ItemTable } from './item-table.ts';
import { folderAt, type Ledger, type LedgerFolder, targetAt } from './ledger.ts';
import type { LedgerEvent } from './ledger-events.ts';
import { unpackIds } from './packing.ts';

export function mapFolder(ledger: Ledger, event: LedgerEvent & { type: 'FolderMapped' }): void {
  const { f, t, tg, before } = event.data;
  const names = event.sealed;
  let target = ledger.targets[t];
  if (target === undefined) {
    assert(t === ledger.targets.length, 'target folders are numbered in order');
    target = {
      t,
      id: names?.targetId ?? '',
      path: names?.targetPath ?? [],
      generation: tg,
      claimed: new Set(),
      surplus: new Set(),
      reported: new Set(),
      unlocated: 0,
    };
    ledger.targets.push(target);
  }
  const known = ledger.folders[f];
  if (known !== undefined) {
    known.names = names ?? known.names;
    return;
  }
  assert(f === ledger.folders.length, 'source folders are numbered in order');
  ledger.folders.push({
    f,
    t,
    names,
    before,
    generation: 0,
    below: 0,
    count: 0,
    bytes: undefined,
    forms: ['mime'],
    isVerified: false,
    wasVerified: false,
    items: new ItemTable(),
    reasons: new Map(),
    words: new Map(),
  });
}

export function rekey(
  folder: LedgerFolder,
  data: { rows: string; ids: string; done: boolean },
): void {
  const { items } = folder;
  const ids = unpackIds(data.ids);
  for (const [i, row] of unpackIds(data.rows).entries()) items.rekey(row, ids[i] as number);
  if (!data.done) return;
  for (let row = 0; row < items.rowCount; row += 1) {
    const isKeyed = items.rowOf(items.sourceId(row)) === row;
    const isAtTarget = items.standing(row) === 'migrated' || items.standing(row) === 'collapsed';
    if (isKeyed || isAtTarget || items.standing(row) === 'intended') continue;
    const isNew = items.hash(row) === undefined && items.standing(row) !== 'gone';
    items.setStanding(row, isNew ? 'forgotten' : 'gone');
  }
}

/** Every located copy becomes one whose place is not known, in one batch per folder, at the new generation's start. */
export function regenerateTarget(
  ledger: Ledger,
  data: { t: number; g: number; before?: number },
): void {
  const target = targetAt(ledger, data.t);
  target.generation = data.g;
  target.claimed.clear();
  target.surplus.clear();
  target.reported.clear();
  for (const batch of ledger.batches.values()) {
    if (folderAt(ledger, batch.f).t !== data.t) continue;
    batch.generation = data.g;
    batch.fence = 1;
    batch.upper = 0;
    batch.isRebased = true;
  }
  for (const folder of ledger.folders) {
    if (folder.t !== data.t) continue;
    folder.before = data.before ?? 0;
    const rows: number[] = [];
    for (let row = 0; row < folder.items.rowCount; row += 1) {
      if (folder.items.standing(row) !== 'migrated' || folder.items.targetId(row) === 0) continue;
      folder.items.setStanding(row, 'migrated', 0);
      rows.push(row);
    }
    if (rows.length === 0) continue;
    ledger.regeneratedBatches += 1;
    const b = -ledger.regeneratedBatches;
    ledger.batches.set(b, {
      b,
      f: folder.f,
      epoch: ledger.epoch,
      generation: data.g,
      fence: 1,
      upper: 0,
      notAfter: 0,
      drain: 0,
      fresh: undefined,
      rows: Uint32Array.from(rows),
      marked: undefined,
      isOpen: false,
      unlocated: new Set(rows),
      watchUntil: 0,
      isRebased: true,
    });
  }
}
