import { forEachPackedItem } from './item-pack.ts';
import type { Standing } from './item-table.ts';
import {
  batchAt,
  claim,
  folderAt,
  type Ledger,
  type LedgerBatch,
  type LedgerFolder,
  type MarkedRows,
  targetAt,
} from './ledger.ts';
import type { ItemsIntendedData, ItemsRecoveredData, ItemsSettledData } from './ledger-events.ts';
import { PackReader, unpackIds } from './packing.ts';

export function intend(ledger: Ledger, data: ItemsIntendedData): void {
  const folder = folderAt(ledger, data.f);
  const rows: number[] = [];
  const ids: number[] = [];
  forEachPackedItem(data.items, (item) => {
    ids.push(item.id);
    const row = folder.items.put(item);
    folder.items.setStanding(row, 'intended');
    rows.push(row);
  });
  ledger.nextBatch = data.b + 1;
  ledger.batches.set(data.b, {
    b: data.b,
    f: data.f,
    epoch: data.e,
    generation: data.tg,
    fence: data.fence,
    upper: 0,
    notAfter: data.notAfter,
    drain: data.drain,
    fresh: data.fresh,
    rows: Uint32Array.from(rows),
    marked: data.m === true ? markedRows(folder, ids) : undefined,
    isOpen: true,
    unlocated: new Set(),
    watchUntil: 0,
    isRebased: false,
  });
}

function markedRows(folder: LedgerFolder, ids: readonly number[]): MarkedRows {
  const { generation, names } = folder;
  return { sourceId: names?.sourceId ?? '', generation, ids: Uint32Array.from(ids) };
}

export function settle(ledger: Ledger, data: ItemsSettledData): void {
  const folder = folderAt(ledger, data.f);
  if (data.b !== undefined) settleBatch(ledger, { ...data, b: data.b });
  const facts = data.facts === undefined ? undefined : new PackReader(data.facts);
  for (const [standing, reason, packed] of data.unwritten ?? []) {
    for (const id of unpackIds(packed)) {
      const size = facts?.uint() ?? 0;
      const date = facts?.int() ?? 0;
      const row = folder.items.put({ id, size, date, hash: undefined });
      setOutcome(folder, row, [standing, reason]);
    }
  }
}

function setOutcome(
  folder: LedgerFolder,
  row: number,
  [standing, reason]: readonly [Standing, string],
): void {
  if (standing === 'excluded') {
    folder.items.exclude(row, reason);
    folder.reasons.delete(row);
  } else {
    folder.items.setStanding(row, standing);
    folder.reasons.set(row, reason);
  }
}

function settleBatch(ledger: Ledger, data: ItemsSettledData & { b: number }): void {
  const folder = folderAt(ledger, data.f);
  const target = targetAt(ledger, folder.t);
  const batch = batchAt(ledger, data.b);
  const ids = data.ids === undefined ? [] : unpackIds(data.ids);
  const others = new Map((data.others ?? []).map(([index, ...rest]) => [index, rest]));
  for (const [index, row] of batch.rows.entries()) {
    const other = others.get(index);
    if (other !== undefined) {
      setOutcome(folder, row, other);
      continue;
    }
    const id = ids[index] ?? 0;
    folder.items.setStanding(row, 'migrated', id);
    folder.reasons.delete(row);
    if (id === 0) batch.unlocated.add(row);
    else claim(ledger, target, id);
  }
  const [only] = batch.rows;
  if (data.hash !== undefined && only !== undefined) {
    folder.items.setHash(only, Buffer.from(data.hash, 'hex'));
  }
  batch.isOpen = false;
  batch.upper = data.after ?? 0;
  forgetIfDone(ledger, batch);
}

export function recover(ledger: Ledger, data: ItemsRecoveredData): void {
  const batch = batchAt(ledger, data.b);
  const folder = folderAt(ledger, batch.f);
  const target = targetAt(ledger, folder.t);
  const ids = unpackIds(data.ids);
  for (const [i, index] of unpackIds(data.found).entries()) {
    const row = batch.rows[index] as number;
    batch.unlocated.delete(row);
    folder.items.setStanding(row, 'migrated', ids[i]);
    folder.reasons.delete(row);
    claim(ledger, target, ids[i] as number);
  }
  for (const index of data.collapsed === undefined ? [] : unpackIds(data.collapsed)) {
    const row = batch.rows[index] as number;
    folder.items.setStanding(row, 'collapsed');
    folder.reasons.set(row, 'merged-by-target');
    batch.unlocated.delete(row);
  }
  for (const index of data.doubtful === undefined ? [] : unpackIds(data.doubtful)) {
    const row = batch.rows[index] as number;
    folder.items.setStanding(row, 'doubtful');
    folder.reasons.set(row, 'investigate');
    batch.unlocated.delete(row);
  }
  const open = batch.rows.filter((row) => folder.items.standing(row) === 'intended');
  if (data.rest === 'missing') {
    for (const row of open) {
      // The source began a new generation meanwhile, and the item is not in it.
      const isAtSource = folder.items.rowOf(folder.items.sourceId(row)) === row;
      folder.items.setStanding(row, isAtSource ? 'missing' : 'gone');
    }
  }
  if (data.rest === 'lost') {
    target.unlocated += batch.unlocated.size;
    batch.unlocated.clear();
  }
  if (data.rest === 'missing' || open.length === 0) batch.isOpen = false;
  if (data.watch > 0) batch.watchUntil = data.watch;
  forgetIfDone(ledger, batch);
}

export function match(ledger: Ledger, data: { f: number; items: string; ids: string }): void {
  const folder = folderAt(ledger, data.f);
  const target = targetAt(ledger, folder.t);
  const ids = unpackIds(data.ids);
  let at = 0;
  forEachPackedItem(data.items, (item) => {
    const id = ids[at++] as number;
    folder.items.setStanding(folder.items.put(item), 'migrated', id);
    claim(ledger, target, id);
  });
}

export function forgetIfDone(ledger: Ledger, batch: LedgerBatch): void {
  if (batch.isOpen || batch.unlocated.size > 0 || batch.watchUntil > 0) return;
  ledger.batches.delete(batch.b);
}
