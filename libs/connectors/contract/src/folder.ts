/** What a folder is for, where the system says so or its name is well known (RFC 6154; `inbox` from RFC 9051 §5.1). */
type MailUse =
  'inbox' | 'sent' | 'drafts' | 'trash' | 'junk' | 'archive' | 'all' | 'flagged' | 'important';

/** A use that only systems with more than mail know: each mailbox has one folder of it. */
export type SpecialUse = MailUse | 'calendar' | 'contacts' | 'tasks' | 'notes' | 'journal';

/**
 * What a folder is that is not mail kept in it: a `view` shows items that stand in other folders; `not-mail` holds calendars,
 * contacts, tasks or notes; a `sync-log` is written by a mail program for itself; `outbox` and `chats` are what they say.
 */
export type FolderNature = 'view' | 'not-mail' | 'sync-log' | 'outbox' | 'chats';

export interface Folder {
  /** The connector's own handle, equal across sessions while the folder keeps its name (IMAP: the name as on the wire; EWS: the FolderId). */
  readonly id: string;
  /** Names from the root down, decoded, without the namespace prefix. INBOX is always `['INBOX']`. Never empty. */
  readonly path: readonly string[];
  /** The names as people see them in the system itself, where it takes those of `path` only in another spelling. */
  readonly shownAs?: readonly string[];
  readonly specialUse?: SpecialUse;
  /** The system itself says what the folder is for; else its name does. */
  readonly isUseDeclared?: boolean;
  /** Absent: ordinary. `not-mail` is copied to systems that take other forms than `mime`. */
  readonly nature?: FolderNature;
  /** What items the folder is made for, as Exchange says it (`IPF.Appointment`; MS-OXOSFLD §2.2.4). Absent: mail. */
  readonly containerClass?: string;
  /** Whose it is, where not the mailbox's own: another user's, or everybody's (RFC 2342). */
  readonly sharing?: 'shared' | 'public';
  /** Where it belongs on a system that has no folder of its use (Gmail's `[Gmail]/Sent Mail`: `Sent`). */
  readonly plainPath?: readonly string[];
  /**
   * Only the items of a view that stand nowhere else (Gmail: archived mail). Any of its items may join it later, whatever
   * its id; how many they are only their listing tells, and `state.itemCount` is 0.
   */
  readonly isSelection?: boolean;
  /** False for a mere node of the tree (IMAP `\Noselect`, `\NonExistent`). */
  readonly canHoldItems: boolean;
  readonly isSubscribed: boolean;
  /** Given when the listing brought it at no extra round trip. */
  readonly state?: FolderState;
}

/** Where a folder stands. `generation` and `nextId` together are the target fence: what arrives later has an id ≥ nextId. */
export interface FolderState {
  /** Item ids are comparable only within one generation (IMAP: UIDVALIDITY; EWS: made of the FolderId). */
  readonly generation: number;
  /** No item that exists has an id ≥ this; none that arrives later has a smaller one (IMAP: UIDNEXT; Exchange: PidTagInternetArticleNumberNext). */
  readonly nextId: number;
  readonly itemCount: number;
  /** Sum of the sizes of all items, where the system tells it (IMAP: STATUS=SIZE). */
  readonly bytes?: number;
  /** Equal marks mean: nothing in the folder changed (IMAP: HIGHESTMODSEQ). */
  readonly changeMark?: string;
}
