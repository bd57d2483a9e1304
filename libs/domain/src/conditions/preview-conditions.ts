import { isSameId } from '../pair/same-mailboxes.ts';
import { type MailboxKind, mailboxKeyOf, treeOf } from '../pair/mailbox-kind.ts';
import {
  type KnownMailbox,
  type MailboxCondition,
  namedBy,
  selectedBy,
} from './mailbox-conditions.ts';

/** A source mailbox that is in the job. Personal. */
export interface JobMailbox {
  readonly pairId: string;
  readonly address: string;
  /** Of the source's directory, where it was told. */
  readonly mailboxId?: string | undefined;
  readonly kind?: MailboxKind | undefined;
  /** Somebody gave it, by CSV or by typing: conditions take it out only where they name it. */
  readonly isByHand?: true;
  /** It leaves as soon as its pass is stopped. */
  readonly isLeaving?: true | undefined;
}

/** What new conditions would do to a job. Nothing is changed by asking, and whoever leaves keeps the ledger. */
export interface ConditionsPreview {
  /** By address. */
  readonly entering: readonly EnteringMailbox[];
  readonly staying: readonly StayingMailbox[];
  readonly leaving: readonly LeavingMailbox[];
}

export interface EnteringMailbox {
  readonly mailbox: KnownMailbox;
  /** Which of them took it. */
  readonly condition: MailboxCondition | undefined;
}

export interface StayingMailbox {
  readonly row: JobMailbox;
  readonly mailbox?: KnownMailbox;
  readonly condition?: MailboxCondition;
  /** The address it has now, where it was renamed. */
  readonly renamedTo?: string;
}

export interface LeavingMailbox {
  readonly row: JobMailbox;
  readonly mailbox?: KnownMailbox;
  readonly reason: LeavingReason;
  readonly condition?: MailboxCondition;
}

/** `gone`: the source has no such mailbox any more; `excluded`: an exclusion holds for it; `not-included`: nothing takes it. */
export type LeavingReason = 'gone' | 'excluded' | 'not-included';

/** Who enters, stays and leaves when a job of these rows gets these conditions, with whom the source knows now. */
export function previewConditions(
  conditions: readonly MailboxCondition[],
  known: readonly KnownMailbox[],
  rows: readonly JobMailbox[],
): ConditionsPreview {
  const steps = previewSteps(conditions, known, rows);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Mailboxes that are looked at between two pauses. */
const stepMailboxes = 250;

/** As {@link previewConditions}, with pauses: of fifty thousand, whoever serves others meanwhile does so in them. */
export function* previewSteps(
  conditions: readonly MailboxCondition[],
  known: readonly KnownMailbox[],
  rows: readonly JobMailbox[],
): Generator<undefined, ConditionsPreview> {
  const find = yield* finder(known);
  const inJob = new Set<string>();
  const staying: StayingMailbox[] = [];
  const leaving: LeavingMailbox[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % stepMailboxes === 0) yield;
    const mailbox = find(row);
    // An archive stands beside its mailbox, which may enter all the same.
    if (mailbox !== undefined && treeOf(row.kind) !== 'archive') inJob.add(mailbox.id);
    const found = mailbox === undefined ? {} : { mailbox };
    if (row.isByHand === true) {
      const condition = conditions.find((one) => namesOut(one, row, mailbox));
      if (condition === undefined) staying.push({ row, ...found, ...renaming(row, mailbox) });
      else leaving.push({ row, ...found, reason: 'excluded', condition });
      continue;
    }
    if (mailbox === undefined) {
      leaving.push({ row, reason: 'gone' });
      continue;
    }
    const { isIn, condition } = selectedBy(conditions, mailbox);
    const decided = condition === undefined ? {} : { condition };
    if (isIn) staying.push({ row, mailbox, ...decided, ...renaming(row, mailbox) });
    else {
      const reason = condition === undefined ? 'not-included' : 'excluded';
      leaving.push({ row, mailbox, reason, ...decided });
    }
  }
  const entering: EnteringMailbox[] = [];
  let last = '';
  let isInOrder = true;
  for (const [at, mailbox] of known.entries()) {
    if (at % stepMailboxes === 0) yield;
    if (inJob.has(mailbox.id)) continue;
    const { isIn, condition } = selectedBy(conditions, mailbox);
    if (!isIn) continue;
    entering.push({ mailbox, condition });
    const address = lower(mailbox.address);
    isInOrder &&= last <= address;
    last = address;
  }
  // Directories tell of them by address already.
  return { entering: isInOrder ? entering : inOrder(entering), staying, leaving };
}

function inOrder(entering: readonly EnteringMailbox[]): readonly EnteringMailbox[] {
  return entering.toSorted((a, b) =>
    lower(a.mailbox.address) < lower(b.mailbox.address) ? -1 : 1,
  );
}

/** By its id, else by its address, else by another address of it. */
function* finder(
  known: readonly KnownMailbox[],
): Generator<undefined, (row: JobMailbox) => KnownMailbox | undefined> {
  const byId = new Map<string, KnownMailbox>();
  const byAddress = new Map<string, KnownMailbox>();
  const keyOf = (address: string, isPublic: boolean) =>
    mailboxKeyOf(lower(address), isPublic ? 'public' : undefined);
  for (const [at, mailbox] of known.entries()) {
    if (at % stepMailboxes === 0) yield;
    byId.set(mailbox.id, mailbox);
    for (const alias of mailbox.aliases ?? []) {
      byAddress.set(keyOf(alias, mailbox.kind === 'public'), mailbox);
    }
  }
  for (const [at, mailbox] of known.entries()) {
    if (at % stepMailboxes === 0) yield;
    byAddress.set(keyOf(mailbox.address, mailbox.kind === 'public'), mailbox);
  }
  return ({ mailboxId, address, kind }) => {
    const named = mailboxId === undefined ? undefined : byId.get(mailboxId);
    if (named !== undefined) return named;
    const found = byAddress.get(keyOf(address, kind === 'public'));
    // One of another id is another mailbox than the one that was at that address.
    return found !== undefined && isSameId(mailboxId, found.id) === false ? undefined : found;
  };
}

/** Whether an exclusion says this very mailbox: chosen, or in a list. A group, a unit or a pattern names nobody. */
function namesOut(
  condition: MailboxCondition,
  row: JobMailbox,
  mailbox: KnownMailbox | undefined,
): boolean {
  if (condition.effect !== 'exclude') return false;
  if (condition.by === 'chosen') {
    return mailbox !== undefined && namedBy(condition.ids).has(lower(mailbox.id));
  }
  if (condition.by !== 'list') return false;
  const names = namedBy(condition.addresses);
  return (
    names.has(lower(row.address)) || (mailbox !== undefined && names.has(lower(mailbox.address)))
  );
}

function renaming(
  { address }: JobMailbox,
  mailbox: KnownMailbox | undefined,
): { readonly renamedTo?: string } {
  const isRenamed = mailbox !== undefined && lower(mailbox.address) !== lower(address);
  return isRenamed ? { renamedTo: mailbox.address } : {};
}

function lower(address: string): string {
  return address.toLowerCase();
}
