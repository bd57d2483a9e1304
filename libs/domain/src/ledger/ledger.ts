import { assert } from '@mailhaul/kernel';
import type { ItemTable } from './item-table.ts';
import type { FolderNames, TargetProfile } from './ledger-events.ts';

/** Which source item became which target item, and what is still in the air: the fold of one ledger stream. */
export interface Ledger {
  /** Of the newest PassOpened; 0: none yet. */
  epoch: number;
  passCount: number;
  isPassOpen: boolean;
  /** The host of each epoch's writer. */
  readonly hosts: Map<number, string>;
  /** When a pass let go of its last connection, by epoch; of those that broke off with batches open and could say so. */
  readonly letGo: Map<number, number>;
  /** What the mailboxes were called by the newest pass. */
  identity: { source: string; target: string } | undefined;
  /** What the source was called by the first pass: what is made of its name stays as it is. */
  sourceAtFirst: string | undefined;
  /** Sides that are called otherwise than by the passes that copied, and were not looked at since. */
  readonly unproven: Set<'source' | 'target'>;
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
  /** Items without rows, of source folders that a filter leaves out. */
  leftOut: number;
  /** The same by reason; what is missing in the sum nobody told of. */
  leftOutFor: Readonly<Record<string, number>>;
  /** Source folders that the last pass could not open, and their items without rows: failed. */
  parked: { readonly folders: number; readonly items: number };
  /** Of these items, by folder, those that the pass since has taken up again: pending, until it closes. */
  readonly unparked: Map<number, number>;
}

export interface LedgerFolder {
  readonly f: number;
  readonly t: number;
  names: FolderNames | undefined;
  /** Target ids below this were there before us, or when the target folder began its present generation. */
  before: number;
  generation: number;
  /** Ids below this belong to the passes so far. */
  below: number;
  count: number;
  /** Sum of the sizes of these items, where the source tells it. */
  bytes: number | undefined;
  /** Forms in which its items could go when it was last enumerated. */
  forms: readonly string[];
  /** The enumerated set has an outcome for every item. */
  isVerified: boolean;
  /** Once verified, what was in the target before us is no longer looked at. */
  wasVerified: boolean;
  items: ItemTable;
  /** Reason codes of failed, gone, collapsed and doubtful rows; why a row is excluded its table knows. */
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
  /** Of these, what was reported and is there, as far as is known. */
  readonly reported: Set<number>;
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
  /** See ItemsIntendedData. */
  readonly fresh: number | undefined;
  readonly rows: Uint32Array;
  /** Where the items of a batch stood that was written with markers. */
  readonly marked: MarkedRows | undefined;
  /** True while its outcome is not known. */
  isOpen: boolean;
  /** Rows that this batch settled as migrated and whose target id is not known. */
  readonly unlocated: Set<number>;
  /** Wall milliseconds until which it may still appear; 0: it cannot. */
  watchUntil: number;
  /** The target folder began a new generation since its fence was taken. */
  isRebased: boolean;
}

export interface MarkedRows {
  readonly sourceId: string;
  readonly generation: number;
  readonly ids: Uint32Array;
}

export function initialLedger(): Ledger {
  return {
    epoch: 0,
    passCount: 0,
    isPassOpen: false,
    hosts: new Map(),
    letGo: new Map(),
    identity: undefined,
    sourceAtFirst: undefined,
    unproven: new Set(),
    profile: undefined,
    folders: [],
    targets: [],
    batches: new Map(),
    nextBatch: 0,
    regeneratedBatches: 0,
    surplusReported: 0,
    surplusRemoved: 0,
    leftOut: 0,
    leftOutFor: {},
    parked: { folders: 0, items: 0 },
    unparked: new Map(),
  };
}

/** Why a row has the outcome that it has; undefined where that needs no reason. */
export function reasonAt({ items, reasons }: LedgerFolder, row: number): string | undefined {
  return items.exclusionOf(row) ?? reasons.get(row);
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

/** An id that is ours is no surplus, whatever a scan has said of it: the target merged a later write with that copy. */
export function claim(ledger: Ledger, target: LedgerTarget, id: number): void {
  target.claimed.add(id);
  target.surplus.delete(id);
  if (target.reported.delete(id)) ledger.surplusReported -= 1;
}

export function batchAt(ledger: Ledger, b: number): LedgerBatch {
  const batch = ledger.batches.get(b);
  assert(batch !== undefined, `the ledger holds no batch ${b}`);
  return batch;
}
