import type { ItemForm } from './item.ts';

/** What a session's system can do, as data: the engine asks here and nowhere else. */
export interface Capabilities extends Facts, Abilities {}

export interface Facts {
  /** The largest item the target takes, bytes; absent: unknown. (IMAP: APPENDLIMIT, RFC 7889.) */
  readonly itemBytesMax?: number;
  /** What one `writeBatch` may carry. A single larger item goes alone. */
  readonly batchItemsMax: number;
  readonly batchBytesMax: number;
  /** `writeBatch` calls one session takes at once; their bytes go out in the order of the calls. */
  readonly writesInFlightMax: number;
  /** Sessions of one mailbox that the system lets work at once; absent: unknown. */
  readonly sessionsAtWorkMax?: number;
  /** Granularity of the received date. */
  readonly dateGranularityMs: number;
  /** The system treats `Sent` and `sent` as one folder. */
  readonly isCaseInsensitive: boolean;
  /**
   * `ItemInfo.size` is what the system counts, not the length of the bytes that are read (Exchange: properties count as well).
   * Absent: it is exact, as far as servers can be trusted.
   */
  readonly areSizesEstimates?: true;
  /** Forms in which items can be read, the best first. Absent: `mime` only. */
  readonly givesForms?: readonly ItemForm[];
  /** Forms that a write takes, in any order. Absent: `mime` only. A system that takes another takes folders of other kinds too. */
  readonly takesForms?: readonly ItemForm[];
  /**
   * Ids are the connector's own numbers (`OpenContext.memory`): what came and went before it was seen has none. Absent: the system's, and
   * every item that ever was has one.
   */
  readonly areIdsOwn?: true;
  /** How long after our last byte the server may still act on a command; absent: unknown. (IMAP: autologout.) */
  readonly lettingGoMs?: number;
  /** What the system calls itself, cleaned of control characters; for people, never for decisions. */
  readonly serverName?: string;
}

export interface Abilities {
  /** `FolderState.changeMark` is given. */
  readonly reportsDeltas: boolean;
  /** `listFolders` brings `state` for folders that can hold items. */
  readonly listsStates: boolean;
  /** A written item's id is known from the answer (IMAP: UIDPLUS). */
  readonly returnsIdOnWrite: boolean;
  /**
   * Several items go out in one write with one commit. The server takes them whole or not at all (IMAP: MULTIAPPEND), or one
   * after another with an answer for each (EWS: CreateItem): of a write whose outcome is unknown any of them may be there.
   */
  readonly writesBatches: boolean;
  /** Single items can be removed without touching others (IMAP: UID EXPUNGE). */
  readonly removesItems: boolean;
  /** Items can be moved to another folder in one step (IMAP: RFC 6851). Absent: no. */
  readonly movesItems?: boolean;
  readonly preservesReceivedDate: boolean;
  readonly preservesFlags: boolean;
  /** Keywords can be stored. */
  readonly preservesCategories: boolean;
  readonly subscribesFolders: boolean;
  /** An item keeps the marker it was written with, and listings and reads tell it; not one of the form `exchange-stream`. Absent: no. */
  readonly keepsMarkers?: boolean;
}
