import { type KnownMailbox, type MailboxCondition, selectedBy } from './mailbox-conditions.ts';

/** A source mailbox that is in the job. Personal. */
export interface JobMailbox {
  readonly pairId: string;
  readonly address: string;
  /** Of the source's directory, where it was told. */
  readonly mailboxId?: string | undefined;
}

/** What new conditions would do to a job. Nothing is changed by asking, and whoever leaves keeps the ledger. */
export interface ConditionsPreview {
  /** By address. */
  readonly entering: readonly KnownMailbox[];
  /** With the address it has now, where it was renamed. */
  readonly staying: readonly { readonly row: JobMailbox; readonly renamedTo?: string }[];
  readonly leaving: readonly { readonly row: JobMailbox; readonly reason: LeavingReason }[];
}

/** `gone`: the source has no such mailbox any more; `excluded`: an exclusion holds for it; `not-included`: nothing takes it. */
export type LeavingReason = 'gone' | 'excluded' | 'not-included';

/** Who enters, stays and leaves when a job of these rows gets these conditions, with whom the source knows now. */
export function previewConditions(
  conditions: readonly MailboxCondition[],
  known: readonly KnownMailbox[],
  rows: readonly JobMailbox[],
): ConditionsPreview {
  const byId = new Map(known.map((mailbox) => [mailbox.id, mailbox]));
  const byAddress = new Map(known.map((mailbox) => [mailbox.address.toLowerCase(), mailbox]));
  const inJob = new Set<string>();
  const staying: ConditionsPreview['staying'][number][] = [];
  const leaving: ConditionsPreview['leaving'][number][] = [];
  for (const row of rows) {
    // An id that the directory does not know any more is another mailbox's than the one now at that address.
    const mailbox =
      row.mailboxId === undefined
        ? byAddress.get(row.address.toLowerCase())
        : byId.get(row.mailboxId);
    if (mailbox === undefined) {
      leaving.push({ row, reason: 'gone' });
      continue;
    }
    inJob.add(mailbox.id);
    const { isIn, condition } = selectedBy(conditions, mailbox);
    const isRenamed = mailbox.address.toLowerCase() !== row.address.toLowerCase();
    if (isIn) staying.push({ row, ...(isRenamed ? { renamedTo: mailbox.address } : {}) });
    else leaving.push({ row, reason: condition === undefined ? 'not-included' : 'excluded' });
  }
  const entering = known
    .filter((mailbox) => !inJob.has(mailbox.id) && selectedBy(conditions, mailbox).isIn)
    .toSorted((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1));
  return { entering, staying, leaving };
}
