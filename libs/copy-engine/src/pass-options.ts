import type { FilterKind } from './item-filters.ts';

/** What the operator chose for a pass. */
export interface PassOptions {
  readonly order: 'oldest-first' | 'newest-first';
  /** Connection pairs that copy at the same time at most, 1 to 4. */
  readonly connectionPairs: number;
  /** So many begin; further ones are opened while each makes the pass faster. Absent: all at once. */
  readonly pairsAtStart?: number;
  readonly filters: ItemFilters;
  /** Source folder path → target folder path, each joined by `/`; folders not named keep their path. */
  readonly folderMap: ReadonlyMap<string, string>;
  /** Target folder, its names joined by `/`, below which every folder goes, INBOX as well; absent: each to its own place. */
  readonly folderRoot?: string | undefined;
  /** How long after its intent a batch may still be committed, milliseconds; longer where the line is slower. */
  readonly writeDeadlineMs: number;
  /** When the ledger is empty but the target folder is not: match what is there first, refuse, or copy all beside it. */
  readonly onFilledTarget: 'match' | 'refuse' | 'copy';
  /**
   * Takes no item of a folder that came since the folder was first enumerated: a first pass that was paused and goes on.
   * Absent: what is new is taken.
   */
  readonly keepsToEnumerated?: boolean;
  /**
   * Lists and copies nothing, and leaves the source alone: looks once behind the fences of watched batches, of a pair whose
   * last pass was completed.
   */
  readonly onlyLooks?: boolean;
  /** At its end, copies that may be there twice are moved to a folder of their own. */
  readonly setsSurplusAside?: boolean;
}

/** What says where folders go, and which. */
export type FolderChoice = Pick<PassOptions, 'filters' | 'folderMap' | 'folderRoot'>;

/** An item that a filter leaves out is Excluded; a later delta with other filters may take it. */
export interface ItemFilters {
  readonly itemBytesMin?: number;
  readonly itemBytesMax?: number;
  /** Received at or after, seconds since 1970. */
  readonly receivedFrom?: number;
  /** Received before, seconds since 1970. */
  readonly receivedBefore?: number;
  /** Only these kinds; absent: all. */
  readonly kinds?: readonly FilterKind[];
  /** Of mail and posts: only what is read or unread, flagged or not; absent: both. */
  readonly isRead?: boolean;
  readonly isFlagged?: boolean;
  /** Folder patterns (folder-patterns.ts), with everything below; absent: all. */
  readonly includeFolders?: readonly string[];
  readonly excludeFolders?: readonly string[];
  /** Folders that are left out by what they are (views, calendars, sync logs ...) and are to be copied all the same. */
  readonly takeFolders?: readonly string[];
  /** Also what other users share with the mailbox, and what is everybody's. */
  readonly sharedFolders?: boolean;
  readonly publicFolders?: boolean;
}

export const defaultPassOptions: PassOptions = {
  order: 'oldest-first',
  connectionPairs: 4,
  pairsAtStart: 1,
  filters: {},
  folderMap: new Map(),
  writeDeadlineMs: 120_000,
  onFilledTarget: 'match',
};
