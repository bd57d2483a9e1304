import type { FolderKind, ItemForm } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import type { LedgerMailboxes } from './ledger-mailboxes.ts';
import type { LeaveOutReason } from './leave-out.ts';

/**
 * What a pass needs of its ledger. Views show the ledger with everything recorded so far, durable or not; every
 * recording method takes its place in the log in the order of the calls and resolves once it is durable. After any
 * rejection (another epoch is open, the store is gone) nothing more can be recorded and the pass ends.
 */
export interface PassLedger {
  readonly epoch: number;
  /** The writer of that epoch ran on this host and cannot be alive. */
  isProvenDead(epoch: number): boolean;
  /** When the pass of that epoch had no connection any more, wall milliseconds of its host; undefined: it did not say. */
  letGoAtWallMs(epoch: number): number | undefined;
  readonly mailboxes: LedgerMailboxes;
  readonly profile: TargetProfileView | undefined;
  /** Items without rows, of source folders that a filter leaves out. */
  readonly leftOut: number;
  /** The same by reason, as far as the reasons were recorded. */
  readonly leftOutFor: Readonly<Record<string, number>>;
  /** Folders that the last pass could not open, and their items without rows. */
  readonly parked: ParkedCount;

  folders(): readonly FolderView[];
  folder(f: number): FolderView;
  target(t: number): TargetView;
  /** Batches into that target folder that are open, hold items of unknown place, or are watched. */
  batchesInto(t: number): readonly BatchView[];
  batch(b: number): BatchView | undefined;
  /** Ours and located, in that target folder: for the claims of items equal to those looked for. */
  claimsOf(t: number): Iterable<ClaimView>;

  recordProfile(profile: TargetProfileView): Promise<void>;
  /** Gives the folder's number. Known folders keep theirs and get the new names. */
  recordFolder(mapping: FolderMapping): { f: number; durable: Promise<void> };
  recordEnumeration(enumeration: FolderEnumeration): Promise<void>;
  recordSourceRegenerated(f: number, generation: number): Promise<void>;
  recordRekeyed(
    f: number,
    pairs: readonly { row: number; id: number }[],
    isLast: boolean,
  ): Promise<void>;
  recordTargetRegenerated(t: number, state: TargetGeneration): Promise<void>;
  recordIntent(intent: BatchIntent): { b: number; durable: Promise<void> };
  recordSettled(settlement: BatchSettlement): Promise<void>;
  recordUnwritten(f: number, items: readonly UnwrittenOutcome[]): Promise<void>;
  recordRecovered(recovery: BatchRecovery): Promise<void>;
  recordMatched(f: number, matches: readonly ExistingMatch[]): Promise<void>;
  recordSurplus(surplus: SurplusRecord): Promise<void>;
  recordSurplusRemoved(removal: SurplusRemoval): Promise<void>;
  recordWatchEnded(b: number): Promise<void>;
  recordVerified(f: number): Promise<void>;
  /** How many items, how many of them for which reason, and in which folders. */
  recordLeftOut(
    count: number,
    counts: Readonly<Record<string, number>>,
    folders: readonly LeftOutFolder[],
  ): Promise<void>;
  recordParked(parked: ParkedCount): Promise<void>;
  recordClosed(): Promise<void>;

  /** Resolves when everything recorded so far is durable. */
  flush(): Promise<void>;
  /** Reads the ledger's last event and rejects unless it is of our epoch. */
  assertCurrent(): Promise<void>;
}

/** A folder that is left out though its items are the mailbox's own. */
export interface LeftOutFolder {
  readonly path: readonly string[];
  readonly why: LeaveOutReason;
  /** Of its items, those without rows. */
  readonly count: number;
  /** What it is made for; undefined: mail. */
  readonly kind?: FolderKind;
}

export interface ParkedCount {
  readonly folders: number;
  readonly items: number;
}

export interface TargetProfileView {
  /** The target serves the bytes it was given. */
  readonly bytes: boolean;
  /** It keeps the received date to the second. */
  readonly date: boolean;
  /** It was seen to keep one of several equal items. */
  readonly merges: boolean;
  /** It was seen to alter an item though it kept the first one's bytes. */
  readonly altersSome?: boolean;
  /** It was seen to keep the marker that the first item was written with, or to lose it. Absent: none was. */
  readonly markers?: boolean;
}

export type ItemStanding =
  | 'intended'
  | 'missing'
  | 'migrated'
  | 'excluded'
  | 'failed'
  | 'gone'
  | 'collapsed'
  | 'doubtful'
  | 'forgotten';

export interface FolderView {
  readonly f: number;
  readonly t: number;
  readonly sourceId: string;
  readonly sourcePath: readonly string[];
  /** 0: never enumerated. */
  readonly generation: number;
  readonly below: number;
  /** Items in it when it was last enumerated. */
  readonly enumeratedCount: number;
  /** Forms in which its items could go when it was last enumerated. */
  readonly forms: readonly ItemForm[];
  readonly isVerified: boolean;
  readonly wasVerified: boolean;
  /** Target ids below this were in the target folder before us. */
  readonly before: number;
  readonly counts: Readonly<Record<ItemStanding, number>>;
  standingOf(sourceId: number): ItemStanding | undefined;
  /** Why it is excluded, failed or doubtful. */
  reasonOf(sourceId: number): string | undefined;
  /** All rows, for re-keying and matching. */
  rows(): Iterable<RowView>;
  /** The smallest source id that a pass should try again: failed, missing, or excluded and no longer left out. */
  firstUnfinishedId(isLeftOut: (item: ExcludedItem) => boolean): number | undefined;
}

export interface ExcludedItem {
  readonly size: number;
  readonly epochSeconds: number;
  readonly reason: string | undefined;
}

export interface RowView {
  readonly row: number;
  readonly sourceId: number;
  readonly size: number;
  readonly epochSeconds: number;
  readonly hash: ContentHash | undefined;
  readonly standing: ItemStanding;
  readonly targetId: number;
}

export interface TargetView {
  readonly t: number;
  readonly id: string;
  readonly path: readonly string[];
  readonly generation: number;
  isClaimed(id: number): boolean;
  isSurplus(id: number): boolean;
  /** Surplus that, as far as is known, is still in the folder. */
  reportedSurplus(): Iterable<number>;
}

export interface BatchView {
  readonly b: number;
  readonly f: number;
  readonly epoch: number;
  readonly fence: number;
  /** 0: none. */
  readonly upper: number;
  readonly notAfterWallMs: number;
  readonly drainMs: number;
  /** How old the ledger's answer that let its last bytes go can have been; absent: its writer did not promise. */
  readonly answerAgeMs?: number | undefined;
  readonly isOpen: boolean;
  readonly watchUntilWallMs: number;
  readonly isRebased: boolean;
  /** Where its items stood when they were written with markers; absent: they had none. */
  readonly marked?: MarkedBatch | undefined;
  /** The batch settled that row as migrated and its target id is not known. */
  isUnlocated(row: number): boolean;
  items(): readonly RowView[];
}

export interface MarkedBatch {
  /** Of the source folder, as it was then. */
  readonly sourceId: string;
  readonly generation: number;
  /** In the batch's order. */
  readonly ids: readonly number[];
}

export interface ClaimView extends RowView {
  readonly f: number;
}

export interface FolderMapping {
  readonly f: number | undefined;
  readonly sourceId: string;
  readonly sourcePath: readonly string[];
  readonly targetId: string;
  readonly targetPath: readonly string[];
  readonly targetGeneration: number;
  readonly before: number;
  /** What the source folder is made for; undefined: mail. */
  readonly kind?: FolderKind | undefined;
}

/** A target folder as it was seen in its new generation. */
export interface TargetGeneration {
  readonly generation: number;
  readonly nextId: number;
  readonly itemCount: number;
}

export interface FolderEnumeration {
  readonly f: number;
  readonly generation: number;
  readonly below: number;
  readonly itemCount: number;
  readonly bytes: number | undefined;
  /** Absent: as it was enumerated before. */
  readonly forms?: readonly ItemForm[];
}

export interface IntendedItem {
  readonly sourceId: number;
  readonly size: number;
  readonly epochSeconds: number;
  readonly hash: ContentHash | undefined;
}

export interface BatchIntent {
  readonly f: number;
  readonly fence: { readonly generation: number; readonly nextId: number };
  readonly notAfterWallMs: number;
  readonly drainMs: number;
  /** Its last bytes go out on an answer of the ledger that was asked for at most so long ago. */
  readonly answerAgeMs?: number;
  /** They go with markers. */
  readonly isMarked?: boolean;
  readonly items: readonly IntendedItem[];
}

export type ItemResult =
  | { readonly kind: 'written'; readonly id: number | undefined }
  | {
      readonly kind: 'other';
      readonly standing: 'missing' | 'failed' | 'gone' | 'doubtful';
      readonly reason: string;
      readonly words?: string;
    };

export interface BatchSettlement {
  readonly b: number;
  readonly results: readonly ItemResult[];
  readonly upperId?: number;
  readonly hash?: ContentHash;
}

export interface UnwrittenOutcome {
  readonly sourceId: number;
  readonly size: number;
  readonly epochSeconds: number;
  readonly standing: 'excluded' | 'failed' | 'gone' | 'doubtful';
  readonly reason: string;
  readonly words?: string;
}

export interface BatchRecovery {
  readonly b: number;
  readonly found: readonly { readonly index: number; readonly id: number }[];
  /** Settled items that the target merged with an equal one. */
  readonly collapsed?: readonly number[];
  /** Items that only a person can judge. */
  readonly doubtful?: readonly number[];
  /** The other items that were not found: to be copied again, or lost from the target after all; undefined: they stay. */
  readonly rest: 'missing' | 'lost' | undefined;
  readonly watchUntilWallMs: number;
}

export interface ExistingMatch {
  readonly item: IntendedItem;
  readonly id: number;
}

export interface SurplusRecord {
  readonly t: number;
  readonly b: number;
  readonly ids: readonly number[];
}

/** Surplus that is not in the folder any more. */
export interface SurplusRemoval {
  readonly t: number;
  readonly ids: readonly number[];
  /** The batch that it repeated as a whole: it was removed for good. */
  readonly b?: number;
  /** Set aside at a person's wish, or taken away by somebody. */
  readonly how?: 'moved' | 'gone';
}
