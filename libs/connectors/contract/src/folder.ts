/** What a folder is for, where the system says so or its name is well known (RFC 6154; `inbox` from RFC 9051 §5.1). */
export type SpecialUse =
  'inbox' | 'sent' | 'drafts' | 'trash' | 'junk' | 'archive' | 'all' | 'flagged' | 'important';

export interface Folder {
  /** The connector's own handle, equal across sessions while the folder keeps its name (IMAP: the name as on the wire). */
  readonly id: string;
  /** Names from the root down, decoded, without the namespace prefix. INBOX is always `['INBOX']`. Never empty. */
  readonly path: readonly string[];
  readonly specialUse?: SpecialUse;
  /** False for a mere node of the tree (IMAP `\Noselect`, `\NonExistent`). */
  readonly canHoldItems: boolean;
  readonly isSubscribed: boolean;
  /** Given when the listing brought it at no extra round trip. */
  readonly state?: FolderState;
}

/** Where a folder stands. `generation` and `nextId` together are the target fence: what arrives later has an id ≥ nextId. */
export interface FolderState {
  /** Item ids are comparable only within one generation (IMAP: UIDVALIDITY). */
  readonly generation: number;
  /** No item that exists has an id ≥ this; none that arrives later has a smaller one (IMAP: UIDNEXT). */
  readonly nextId: number;
  readonly itemCount: number;
  /** Sum of the sizes of all items, where the system tells it (IMAP: STATUS=SIZE). */
  readonly bytes?: number;
  /** Equal marks mean: nothing in the folder changed (IMAP: HIGHESTMODSEQ). */
  readonly changeMark?: string;
}
