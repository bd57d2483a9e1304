/** What the directory says that an address is; shared and room mailboxes are mailboxes to it. */
export type FoundKind = 'mailbox' | 'group' | 'public-folder' | 'contact' | 'other';

/** One entry of a server's directory. Personal. */
export interface FoundMailbox {
  /** SMTP. */
  readonly address: string;
  /** As people see it; may be empty. */
  readonly name: string;
  readonly kind: FoundKind;
}

/**
 * Why there may be more: names that go on with a letter nobody asked for (`letters`), or more than fit (`entries`), than may be asked (`questions`),
 * or than could be had in time (`time`).
 */
export type SearchLimit = 'letters' | 'entries' | 'questions' | 'time';

export interface MailboxSearch {
  /** By address, each once. */
  readonly entries: readonly FoundMailbox[];
  /** Absent: the server said that these are all. */
  readonly limit?: SearchLimit;
}
