import { assert, unreachable } from '@mailhaul/kernel';
import { forEachPackedItem } from './item-pack.ts';
import { ItemTable } from './item-table.ts';
import type {
  FolderNames,
  ItemsIntendedData,
  ItemsRecoveredData,
  ItemsSettledData,
  LedgerEvent,
  PassOpenedData,
  TargetProfile,
} from './ledger-events.ts';
import { PackReader, unpackIds } from './packing.ts';

/** Which source item became which target item, and what is still in the air: the fold of one ledger stream. */
export interface Ledger {
  /** Of the newest PassOpened; 0: none yet. */
  epoch: number;
  passCount: number;
  isPassOpen: boolean;
  openedBy: PassOpenedData | undefined;
  /** The host of each epoch's writer. */
  readonly hosts: Map<number, string>;
  identity: { source: string; target: string } | undefined;
  profile: TargetProfile | undefined;
  readonly folders: LedgerFolder[];
  readonly targets: LedgerTarget[];
  /** Batches that are open, hold items whose target id is not known, or are watched; by number. */
  readonly batches: Map<number, LedgerBatch>;
  nextBatch: number;
  /** Batches made by the fold itself when a target folder began a new generation; numbered -1, -2 and so on. */
  regeneratedBatches: number;
  surplusReported: number;
  surplusRemoved: number;
}

export interface LedgerFolder {
  readonly f: number;
  readonly t: number;
  names: FolderNames | undefined;
  /** Target ids below this were there before us. */
  before: number;
  generation: number;
  /** Ids below this belong to the passes so far. */
  below: number;
  count: number;
  bytes: number | undefined;
  /** The enumerated set has an outcome for every item. */
  isVerified: boolean;
  /** Once verified, what was in the target before us is no longer looked at. */
  wasVerified: boolean;
  items: ItemTable;
  /** Reason codes of excluded, failed and doubtful rows. */
  readonly reasons: Map<number, string>;
  /** The server's words for failed rows, sealed in the log. */
  readonly words: Map<number, string>;
}

export interface LedgerTarget {
  readonly t: number;
  id: string;
  path: readonly string[];
  generation: number;
  /** Target ids that are ours. */
  readonly claimed: Set<number>;
  /** Copies that a late commit made, reported or removed. */
  readonly surplus: Set<number>;
  /** Our copies of an earlier generation that were not found again. */
  unlocated: number;
}

export interface LedgerBatch {
  readonly b: number;
  readonly f: number;
  readonly epoch: number;
  generation: number;
  fence: number;
  /** Items written have ids below this, where the server told no ids; 0: not known. */
  upper: number;
  readonly notAfter: number;
  readonly drain: number;
  readonly rows: Uint32Array;
  /** True while its outcome is not known. */
  isOpen: boolean;
  /** Rows that this batch settled as migrated and whose target id is not known. */
  readonly unlocated: Set<number>;
  /** Wall milliseconds until which it may still appear; 0: it cannot. */
  watchUntil: number;
  /** The target folder began a new generation since its fence was taken. */
  isRebased: boolean;
}

export function initialLedger(): Ledger {
  return {
    epoch: 0,
    passCount: 0,
    isPassOpen: false,
    openedBy: undefined,
    hosts: new Map(),
    identity: undefined,
    profile: undefined,
    folders: [],
    targets: [],
    batches: new Map(),
    nextBatch: 0,
    regeneratedBatches: 0,
    surplusReported: 0,
    surplusRemoved: 0,
  };
}

/** Folds one event into the ledger, in place: half a million items leave no room for copies. Returns the same object. */
export function evolve(ledger: Ledger, event: LedgerEvent): Ledger {
  switch (event.type) {
    case 'PassOpened':
      ledger.epoch = event.data.e;
      ledger.passCount += 1;
      ledger.isPassOpen = true;
      ledger.openedBy = event.data;
      ledger.hosts.set(event.data.e, event.data.host);
      ledger.identity = event.sealed ?? ledger.identity;
      return ledger;
    case 'TargetProfiled':
      ledger.profile = {
        bytes: event.data.bytes,
        date: event.data.date,
        merges: event.data.merges,
      };
      return ledger;
    case 'FolderMapped':
      mapFolder(ledger, event);
      return ledger;
    case 'FolderEnumerated': {
      const folder = folderAt(ledger, event.data.f);
      folder.generation = event.data.g;
      folder.below = event.data.below;
      folder.count = event.data.count;
      folder.bytes = event.data.bytes;
      folder.isVerified = false;
      return ledger;
    }
    case 'SourceRegenerated': {
      const folder = folderAt(ledger, event.data.f);
      folder.generation = event.data.g;
      folder.below = 0;
      folder.isVerified = false;
      folder.items.forgetSourceIds();
      return ledger;
    }
    case 'ItemsRekeyed':
      rekey(folderAt(ledger, event.data.f), event.data);
      return ledger;
    case 'TargetRegenerated':
      regenerateTarget(ledger, event.data);
      return ledger;
    case 'ItemsIntended':
      intend(ledger, event.data);
      return ledger;
    case 'ItemsSettled':
      settle(ledger, event.data);
      for (const [id, text] of Object.entries(event.sealed?.words ?? {})) {
        const folder = folderAt(ledger, event.data.f);
        const row = folder.items.rowOf(Number(id));
        if (row !== undefined) folder.words.set(row, text);
      }
      return ledger;
    case 'ItemsRecovered':
      recover(ledger, event.data);
      return ledger;
    case 'ItemsMatched':
      match(ledger, event.data);
      return ledger;
    case 'SurplusFound': {
      const target = targetAt(ledger, event.data.t);
      const ids = unpackIds(event.data.ids);
      for (const id of ids) target.surplus.add(id);
      ledger.surplusReported += ids.length;
      return ledger;
    }
    case 'SurplusRemoved': {
      const removed = unpackIds(event.data.ids).length;
      ledger.surplusReported -= removed;
      ledger.surplusRemoved += removed;
      return ledger;
    }
    case 'WatchEnded': {
      const batch = batchAt(ledger, event.data.b);
      batch.watchUntil = 0;
      forgetIfDone(ledger, batch);
      return ledger;
    }
    case 'FolderVerified': {
      const folder = folderAt(ledger, event.data.f);
      folder.isVerified = true;
      folder.wasVerified = true;
      return ledger;
    }
    case 'PassClosed':
      ledger.isPassOpen = false;
      return ledger;
    default:
      return unreachable(event);
  }
}

export function folderAt(ledger: Ledger, f: number): LedgerFolder {
  const folder = ledger.folders[f];
  assert(folder !== undefined, `the ledger knows no source folder ${f}`);
  return folder;
}

export function targetAt(ledger: Ledger, t: number): LedgerTarget {
  const target = ledger.targets[t];
  assert(target !== undefined, `the ledger knows no target folder ${t}`);
  return target;
}

export function batchAt(ledger: Ledger, b: number): LedgerBatch {
  const batch = ledger.batches.get(b);
  assert(batch !== undefined, `the ledger holds no batch ${b}`);
  return batch;
}

function mapFolder(ledger: Ledger, event: LedgerEvent & { type: 'FolderMapped' }): void {
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
    isVerified: false,
    wasVerified: false,
    items: new ItemTable(),
    reasons: new Map(),
    words: new Map(),
  });
}

function rekey(folder: LedgerFolder, data: { rows: string; ids: string; done: boolean }): void {
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

function intend(ledger: Ledger, data: ItemsIntendedData): void {
  const folder = folderAt(ledger, data.f);
  const rows: number[] = [];
  forEachPackedItem(data.items, (item) => {
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
    rows: Uint32Array.from(rows),
    isOpen: true,
    unlocated: new Set(),
    watchUntil: 0,
    isRebased: false,
  });
}

function settle(ledger: Ledger, data: ItemsSettledData): void {
  const folder = folderAt(ledger, data.f);
  if (data.b !== undefined) settleBatch(ledger, { ...data, b: data.b });
  const facts = data.facts === undefined ? undefined : new PackReader(data.facts);
  for (const [standing, reason, packed] of data.unwritten ?? []) {
    for (const id of unpackIds(packed)) {
      const size = facts?.uint() ?? 0;
      const date = facts?.int() ?? 0;
      const row = folder.items.put({ id, size, date, hash: undefined });
      folder.items.setStanding(row, standing);
      folder.reasons.set(row, reason);
    }
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
      folder.items.setStanding(row, other[0]);
      folder.reasons.set(row, other[1]);
      continue;
    }
    const id = ids[index] ?? 0;
    folder.items.setStanding(row, 'migrated', id);
    folder.reasons.delete(row);
    if (id === 0) batch.unlocated.add(row);
    else target.claimed.add(id);
  }
  const [only] = batch.rows;
  if (data.hash !== undefined && only !== undefined) {
    folder.items.setHash(only, Buffer.from(data.hash, 'hex'));
  }
  batch.isOpen = false;
  batch.upper = data.after ?? 0;
  forgetIfDone(ledger, batch);
}

function recover(ledger: Ledger, data: ItemsRecoveredData): void {
  const batch = batchAt(ledger, data.b);
  const folder = folderAt(ledger, batch.f);
  const target = targetAt(ledger, folder.t);
  const ids = unpackIds(data.ids);
  for (const [i, index] of unpackIds(data.found).entries()) {
    const row = batch.rows[index] as number;
    batch.unlocated.delete(row);
    folder.items.setStanding(row, 'migrated', ids[i]);
    folder.reasons.delete(row);
    target.claimed.add(ids[i] as number);
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
  }
  const open = batch.rows.filter((row) => folder.items.standing(row) === 'intended');
  if (data.rest === 'missing') {
    for (const row of open) folder.items.setStanding(row, 'missing');
  }
  if (data.rest === 'lost') {
    target.unlocated += batch.unlocated.size;
    batch.unlocated.clear();
  }
  if (data.rest === 'missing' || open.length === 0) batch.isOpen = false;
  if (data.watch > 0) batch.watchUntil = data.watch;
  forgetIfDone(ledger, batch);
}

function match(ledger: Ledger, data: { f: number; items: string; ids: string }): void {
  const folder = folderAt(ledger, data.f);
  const target = targetAt(ledger, folder.t);
  const ids = unpackIds(data.ids);
  let at = 0;
  forEachPackedItem(data.items, (item) => {
    const id = ids[at++] as number;
    folder.items.setStanding(folder.items.put(item), 'migrated', id);
    target.claimed.add(id);
  });
}

/** Every located copy becomes one whose place is not known, in one batch per folder, at the new generation's start. */
function regenerateTarget(ledger: Ledger, data: { t: number; g: number }): void {
  const target = targetAt(ledger, data.t);
  target.generation = data.g;
  target.claimed.clear();
  target.surplus.clear();
  for (const batch of ledger.batches.values()) {
    if (folderAt(ledger, batch.f).t !== data.t) continue;
    batch.generation = data.g;
    batch.fence = 1;
    batch.upper = 0;
    batch.isRebased = true;
  }
  for (const folder of ledger.folders) {
    if (folder.t !== data.t) continue;
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
      rows: Uint32Array.from(rows),
      isOpen: false,
      unlocated: new Set(rows),
      watchUntil: 0,
      isRebased: true,
    });
  }
}

function forgetIfDone(ledger: Ledger, batch: LedgerBatch): void {
  if (batch.isOpen || batch.unlocated.size > 0 || batch.watchUntil > 0) return;
  ledger.batches.delete(batch.b);
}
