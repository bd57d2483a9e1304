import type { Capabilities } from './capabilities.ts';
import type { ConnectorError } from './connector-error.ts';
import type { Folder, FolderState, SpecialUse } from './folder.ts';
import type { ItemForm, ItemId, ItemPage, OutgoingItem, ReadItem } from './item.ts';
import type { Quota } from './quota.ts';

/**
 * One signed-in connection to one mailbox. Every method may reject with a ConnectorError; after one of scope
 * `connection` the session is dead and only `abort` may be called.
 *
 * Calls may overlap unless said otherwise: the session performs them in the order of the calls and sends the later
 * ahead of the earlier's answer where the protocol allows (that is how the next folder is requested ahead).
 * An iterable returned here sends its request when the method is called, not when iteration starts; it must be
 * iterated to its end or returned (`break`), and nothing behind it moves before that.
 */
export interface MailSession {
  readonly capabilities: Capabilities;

  /** All folders that the mailbox sees; those that are not its own say so (`sharing`). */
  listFolders(): Promise<readonly Folder[]>;

  /** Asks the server now. @throws ConnectorError `folder-missing` */
  folderState(folderId: string): Promise<FolderState>;

  /**
   * The folder at that path, created with missing parents where it is not there. A folder that exists is not an
   * error. Subscribes when asked; a refused subscription is not an error. A name that the system refuses is spelled
   * otherwise (`Folder.shownAs`), so that no two paths share a folder.
   */
  ensureFolder(path: readonly string[], options: EnsureFolderOptions): Promise<EnsuredFolder>;

  /**
   * Items with fromId ≤ id < belowId, ascending, in pages (at least one page, even when empty), all seen in one
   * opening of the folder, which changes nothing (IMAP: EXAMINE).
   */
  listItems(folderId: string, range?: ItemRange): AsyncIterable<ItemPage>;

  /**
   * The items of these ids, ascending (a span: in the order in which the system gives them, ascending where it keeps any);
   * an id that does not exist any more is left out. Does not mark them read.
   * Items above `wholeBytesMax` come streamed.
   * @throws ConnectorError `folder-changed` when the folder is of another generation.
   */
  readItems(folderId: string, request: ReadRequest): AsyncIterable<ReadItem>;

  /**
   * Writes the items in order. See WriteGate for the moment at which it may still be called off.
   * Rejects when the outcome is not known (connection lost, gate refused, time-out): any of the items, in their order and
   * without those that the server would have refused, may be there or may still appear: none behind one that is missing for
   * another reason.
   */
  writeBatch(
    folderId: string,
    items: readonly OutgoingItem[],
    gate: WriteGate,
  ): Promise<WriteResult>;

  /** Removes exactly these items for good (IMAP: UID EXPUNGE). Only with `capabilities.removesItems`. */
  removeItems(folderId: string, request: RemoveRequest): Promise<void>;

  /**
   * Moves exactly these items into that folder of the mailbox; what is not there any more is no error. One that is moved is never
   * in both folders. Only with `capabilities.movesItems`.
   */
  moveItems?(folderId: string, request: MoveRequest): Promise<void>;

  /** Room in the mailbox, asked now; undefined where there is no limit or none is told. Absent: the system tells none. */
  quota?(): Promise<Quota | undefined>;

  /** Says goodbye and resolves when the connection is down. Waits for calls in progress. */
  close(): Promise<void>;

  /** Cuts the connection now, without sending what is still buffered. Never throws; may be called again. */
  abort(reason?: Error): void;
}

export interface EnsureFolderOptions {
  readonly specialUse?: SpecialUse;
  readonly subscribe: boolean;
  /** `Folder.containerClass` for a folder that has to be made; a system that knows none disregards it. */
  readonly containerClass?: string;
  /** Folders that it must not be, where the system takes two names for one (`Work` and `work`). */
  readonly apartFrom?: readonly Folder[];
  /** The server has ended its connections at this name: another spelling, where the system has any. */
  readonly isFeared?: true;
}

export interface EnsuredFolder {
  readonly folder: Folder;
  readonly wasCreated: boolean;
}

export interface ItemRange {
  readonly fromId?: ItemId;
  readonly belowId?: ItemId;
}

/** All items with fromId ≤ id < belowId. */
export interface IdSpan {
  readonly fromId: ItemId;
  readonly belowId: ItemId;
}

export interface ReadRequest {
  readonly generation: number;
  /** Ascending; or whatever lies in a span, where nothing was listed before. */
  readonly ids: readonly ItemId[] | IdSpan;
  readonly wholeBytesMax: number;
  /** Forms that the reader can use; the session gives each item in the first of its `givesForms` that is among them. Absent: `mime`. */
  readonly forms?: readonly ItemForm[];
}

export interface RemoveRequest {
  readonly generation: number;
  readonly ids: readonly ItemId[];
}

export interface MoveRequest extends RemoveRequest {
  readonly toFolderId: string;
}

/** Lets the engine call a write off at the last moment, and tells it when the next may be started. */
export interface WriteGate {
  /**
   * Awaited when everything but the bytes that make the server act has been handed to the network; those go out alone
   * and at once when it resolves. When it rejects they never do, and the connection is cut. Called once for each
   * point at which the server acts: once for a batch taken as a whole, once per item where items go one by one.
   */
  beforeCommit(): Promise<void>;
  /** The last commit bytes of this write are out: the session's next write may be prepared. Called at most once. */
  onHandedOver?(): void;
}

export type WriteResult =
  | {
      readonly kind: 'answered';
      /** One for each item, in order. */
      readonly outcomes: readonly WriteOutcome[];
      /** The folder as seen after the answer, where ids were not returned: every item written has an id below nextId. */
      readonly after?: Pick<FolderState, 'generation' | 'nextId'>;
    }
  /** The server refused the write as a whole. Not every server is atomic: some of it may be there all the same. */
  | { readonly kind: 'batch-refused'; readonly error: ConnectorError };

export type WriteOutcome =
  | {
      readonly kind: 'written';
      readonly generation?: number;
      readonly id?: ItemId;
      /** Keywords of the item that the folder does not take. */
      readonly keywordsLeftOut?: readonly string[];
    }
  | { readonly kind: 'refused'; readonly error: ConnectorError };
