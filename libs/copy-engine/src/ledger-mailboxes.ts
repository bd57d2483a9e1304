/** What a ledger knows of what its mailboxes are called. */
export interface LedgerMailboxes {
  /** Sides that are called otherwise than by the passes that copied: that they are the same mailboxes is to be seen. */
  readonly unproven: ReadonlySet<'source' | 'target'>;
  /** What the source was called by the first pass; undefined: it cannot be read any more. */
  readonly sourceAtFirst: string | undefined;
  recordProven(): Promise<void>;
}
