import type { Standing } from './item-table.ts';

/**
 * The facts of a pair's ledger. Field names are short because half a million items go through them: `e` epoch,
 * `f` source folder, `t` target folder, `b` batch (each counted from 0 within the ledger), `g` generation.
 * Packed columns are base64 (packing.ts). `sealed` is the personal part and is undefined once its key is destroyed.
 */
export type LedgerEvent =
  | {
      type: 'PassOpened';
      data: PassOpenedData;
      sealed?: { source: string; target: string } | undefined;
    }
  /** The pass has other names for its mailboxes than those before, and saw that they are the ledger's. */
  | { type: 'MailboxesProven'; data: { e: number } }
  | { type: 'TargetProfiled'; data: { e: number } & TargetProfile }
  | { type: 'FolderMapped'; data: FolderMappedData; sealed?: FolderNames | undefined }
  | { type: 'FolderEnumerated'; data: FolderEnumeratedData }
  /** The source folder has a new generation: its items are known again only as ItemsRekeyed says. */
  | { type: 'SourceRegenerated'; data: { e: number; f: number; g: number } }
  /** Rows and their new ids; with `done`, whatever was not named and is not at the target is gone. */
  | {
      type: 'ItemsRekeyed';
      data: { e: number; f: number; rows: string; ids: string; done: boolean };
    }
  /** The target folder has a new generation: where our copies are is not known until they are found again.
   * Ids below `before` were in it when that was seen; absent: it was empty. */
  | {
      type: 'TargetRegenerated';
      data: { e: number; t: number; g: number; before?: number };
    }
  | { type: 'ItemsIntended'; data: ItemsIntendedData }
  | { type: 'ItemsSettled'; data: ItemsSettledData; sealed?: ServerWords | undefined }
  | { type: 'ItemsRecovered'; data: ItemsRecoveredData }
  /** Found at the target before anything was written there: adopted without a write. */
  | { type: 'ItemsMatched'; data: { e: number; f: number; items: string; ids: string } }
  | { type: 'SurplusFound'; data: { e: number; t: number; b: number; ids: string } }
  /**
   * Not in the folder any more: absent `how`, as the repeat of the whole batch, for good; `moved`, to a folder of its own at a
   * person's wish; `gone`, somebody had taken it away.
   */
  | {
      type: 'SurplusRemoved';
      data: { e: number; t: number; b?: number; ids: string; how?: 'moved' | 'gone' };
    }
  | { type: 'WatchEnded'; data: { e: number; b: number } }
  /** Every item of the enumerated set has an outcome. */
  | { type: 'FolderVerified'; data: { e: number; f: number } }
  /** Items of source folders that are left out and that have no rows; the latest holds. The folders are for those who follow the log. */
  | {
      type: 'FoldersLeftOut';
      /** `for`: the count by reason; absent: written before reasons were told. */
      data: { e: number; count: number; for?: Readonly<Record<string, number>> };
      sealed?: { readonly folders: readonly LeftOutFolder[] } | undefined;
    }
  /** Source folders that a pass could not open or make, and their items without rows; the latest numbers hold. */
  | { type: 'FoldersParked'; data: { e: number; folders: number; items: number } }
  /**
   * The pass has ended with batches whose outcome is not known, and none of its connections is left: what was not in the
   * kernel's buffers `at` that wall time never goes out.
   */
  | { type: 'PassLetGo'; data: { e: number; at: number } }
  /** Where the pair stands at this revision, for those who follow the log; the fold takes nothing from it. */
  | { type: 'PassProgressed'; data: PassProgressedData }
  | MemoryKeptEvent
  | { type: 'PassClosed'; data: { e: number; totals: Record<string, number> } };

/**
 * What a connector must know of its mailbox from one pass to the next where the system has no such memory itself; the fold takes nothing
 * from it. `begin` forgets what was kept under the key before.
 */
export interface MemoryKeptEvent {
  type: 'MemoryKept';
  data: { readonly e: number; readonly side: 'source' | 'target'; readonly begin?: boolean };
  /** The entry as base64. */
  sealed?: { readonly key: string; readonly entry: string } | undefined;
}

/** One with items that count as excluded, and why: `filter`, or what it is. */
export interface LeftOutFolder {
  readonly path: readonly string[];
  readonly why: string;
  readonly count: number;
  readonly kind?: FolderKind;
}

export interface PassOpenedData {
  readonly e: number;
  readonly worker: string;
  readonly host: string;
  /** Wall milliseconds. */
  readonly at: number;
}

export interface TargetProfile {
  /** The target serves the bytes it was given. */
  readonly bytes: boolean;
  /** The target keeps the received date to the second. */
  readonly date: boolean;
  /** The target was seen to keep one of several equal items. */
  readonly merges: boolean;
  /** The target was seen to alter an item though it kept the first one's bytes. */
  readonly altersSome?: boolean;
  /** The target was seen to keep, or to lose, the marker that the first item was written with. */
  readonly markers?: boolean;
}

export interface FolderNames {
  readonly sourceId: string;
  readonly sourcePath: readonly string[];
  readonly targetId: string;
  readonly targetPath: readonly string[];
}

export interface FolderMappedData {
  readonly e: number;
  readonly f: number;
  readonly t: number;
  /** The target folder's generation. */
  readonly tg: number;
  /** Ids below this were in the target folder when it was first mapped; 0: it was empty. */
  readonly before: number;
  /** What the source folder is made for, where that is not mail. For people; the fold takes nothing from it. */
  readonly kind?: FolderKind;
}

export type FolderKind = 'calendar' | 'contacts' | 'tasks' | 'notes' | 'journal' | 'other';

export interface FolderEnumeratedData {
  readonly e: number;
  readonly f: number;
  readonly g: number;
  readonly below: number;
  readonly count: number;
  /** Sum of all sizes, where the source tells it; for people. */
  readonly bytes?: number;
  /** Forms in which its items can go to the target; absent: as before, and at first `mime` alone. */
  readonly forms?: readonly string[];
}

export interface ItemsIntendedData {
  readonly e: number;
  readonly b: number;
  readonly f: number;
  /** Generation and next id of the target folder: nothing of this batch can have a smaller id. */
  readonly tg: number;
  readonly fence: number;
  /** Wall milliseconds. */
  readonly notAfter: number;
  /** How long its bytes may take to drain after the writer's death, milliseconds. */
  readonly drain: number;
  /** How old, in milliseconds, the answer of this ledger may be on which its last bytes go out; absent: any age. */
  readonly fresh?: number;
  readonly items: string;
  /** They went with markers. */
  readonly m?: true;
}

export interface ItemsSettledData {
  readonly e: number;
  readonly f: number;
  /** The batch that is settled; absent where nothing was written. */
  readonly b?: number;
  /** Target ids in the batch's order; 0 where it is not known or the item has another outcome. */
  readonly ids?: string;
  /** Without ids: every item written has an id below this. */
  readonly after?: number;
  /** Hash of a streamed item, hex. */
  readonly hash?: string;
  /** Items of the batch that did not become `migrated`: index, outcome, reason. */
  readonly others?: readonly (readonly [number, Standing, string])[];
  /** Items that were not written at all: outcome, reason, source ids. */
  readonly unwritten?: readonly (readonly [Standing, string, string])[];
  /** Size and date of the unwritten, in the order of all their ids: packed pairs. */
  readonly facts?: string;
}

/** The server's own words for failed items, by source id. */
export interface ServerWords {
  readonly words: { readonly [sourceId: string]: string };
}

export interface ItemsRecoveredData {
  readonly e: number;
  readonly b: number;
  /** Indexes in the batch and the target ids that they were found at. */
  readonly found: string;
  readonly ids: string;
  /** Indexes of settled items that the target merged with an equal one. */
  readonly collapsed?: string;
  /** Indexes of items that only a person can judge. */
  readonly doubtful?: string;
  /** The other items that were not found: to be copied again, or lost from the target after all; absent: they stay. */
  readonly rest?: 'missing' | 'lost';
  /** The batch may still appear until then, wall milliseconds; 0: it cannot. */
  readonly watch: number;
}

export interface PassProgressedData {
  readonly e: number;
  readonly totals: ProgressTotals;
  /** Of all items that the passes so far took on, where the source tells it for every folder. */
  readonly bytes?: number;
  /** Folders whose counts changed since the pass last told them; its first event names all that hold anything. */
  readonly folders: readonly (readonly [number, ProgressCounts])[];
  /** Nothing moves, for this reason and until that wall time, milliseconds; absent: it does, or nobody knows better. */
  /** Of the excluded items of `totals`: how many for which reason. Absent: none, or written before reasons were told. */
  readonly excludedFor?: Readonly<Record<string, number>>;
  readonly wait?: ProgressWait;
}

export interface ProgressWait {
  readonly why: string;
  readonly until?: number;
}

export interface ProgressTotals {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
  readonly pending: number;
  readonly bytesMigrated: number;
}

/** One folder's migrated, excluded, failed, gone, collapsed and pending; what is 0 is left out. */
export interface ProgressCounts {
  readonly m?: number;
  readonly x?: number;
  readonly d?: number;
  readonly g?: number;
  readonly c?: number;
  readonly p?: number;
}
