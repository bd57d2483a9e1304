import type {
  ConditionRow,
  ConditionsPreviewAnswer,
  ConditionsPreviewInput,
  SearchLimit,
} from '@mailhaul/contracts';
import {
  type ConditionsPreview,
  heldBack,
  type HeldBack,
  type KnownMailbox,
  type MailboxCondition,
  previewSteps,
} from '@mailhaul/domain';
import type { Clock } from '@mailhaul/kernel';
import { defined } from '../commands/defined.ts';
import { inSlices } from '../commands/in-slices.ts';
import type { SourceMailboxes } from './read-source.ts';
import { rowsOfJob, type RowReader } from './rows-of-job.ts';

/** A page of who enters, stays and leaves. @throws {ApiProblem} there is no such job. */
export async function previewPage(
  asked: ConditionsPreviewInput,
  { known, limit, readAtMs }: SourceMailboxes,
  reader: RowReader & { readonly clock: Clock },
): Promise<ConditionsPreviewAnswer> {
  const { conditions, jobId } = asked;
  const rows = jobId === undefined ? [] : await rowsOfJob(reader, jobId);
  const { clock } = reader;
  const preview = await inSlices(previewSteps(conditions, known, rows), clock);
  const { entering, staying, leaving } = preview;
  const isWhole = limit === undefined;
  const held = heldBack(preview, { knownCount: known.length, isWhole });
  const page = await inSlices(pageOf(rowsOf(preview, conditions), asked), clock);
  // One more than asked for tells that there is more.
  const last = page.length > asked.limit ? page[asked.limit - 1] : undefined;
  return {
    rows: page.slice(0, asked.limit).map(({ row }) => row),
    counts: { enters: entering.length, stays: staying.length, leaves: leaving.length },
    known: known.length,
    readAt: readAtMs,
    ...defined({ next: last?.key, heldBack: held, words: wordsOf(held, limit) }),
  };
}

interface Placed {
  readonly row: ConditionRow;
  readonly key: string;
}

/** Rows between two pauses. */
const stepRows = 250;

/** The first behind `after` in their order, and one more. */
function* pageOf(
  rows: Iterable<ConditionRow>,
  { fate, q = '', after = '', limit }: ConditionsPreviewInput,
): Generator<undefined, readonly Placed[]> {
  const text = q.toLowerCase();
  const page: Placed[] = [];
  let looked = 0;
  for (const row of rows) {
    looked += 1;
    if (looked % stepRows === 0) yield;
    if (fate !== undefined && row.fate !== fate) continue;
    const { source, name = '' } = row;
    if (!source.toLowerCase().includes(text) && !name.toLowerCase().includes(text)) continue;
    const key = keyOf(row);
    const isFull = page.length > limit;
    if (key <= after || (isFull && key >= (page.at(-1)?.key ?? ''))) continue;
    const at = page.findLastIndex((one) => one.key <= key) + 1;
    page.splice(at, 0, { row, key });
    if (isFull) page.pop();
  }
  return page;
}

function* rowsOf(
  { entering, staying, leaving }: ConditionsPreview,
  conditions: readonly MailboxCondition[],
): Generator<ConditionRow, void> {
  const decidedBy = (condition: MailboxCondition | undefined) => {
    const index = condition === undefined ? -1 : conditions.indexOf(condition);
    return index < 0 ? {} : { condition: index };
  };
  const told = (mailbox: KnownMailbox | undefined) =>
    defined({ name: mailbox?.name, kind: mailbox?.kind });
  for (const { row, mailbox, reason, condition } of leaving) {
    yield {
      ...{ fate: 'leaves', source: row.address, pairId: row.pairId, reason },
      ...{ ...told(mailbox), ...decidedBy(condition), ...defined({ isByHand: row.isByHand }) },
    };
  }
  for (const { mailbox, condition } of entering) {
    yield {
      ...{ fate: 'enters', source: mailbox.address },
      ...{ ...told(mailbox), ...decidedBy(condition) },
    };
  }
  for (const { row, mailbox, condition, renamedTo } of staying) {
    yield {
      ...{ fate: 'stays', source: row.address, pairId: row.pairId },
      ...{ ...told(mailbox), ...decidedBy(condition) },
      ...defined({ isByHand: row.isByHand, renamedTo }),
    };
  }
}

const fateOrder = { leaves: 0, enters: 1, stays: 2 } as const;

/** Pages go on behind it, so that who comes and goes meanwhile moves none. */
function keyOf({ fate, source, pairId = '' }: ConditionRow): string {
  return `${fateOrder[fate]} ${source.toLowerCase()} ${pairId}`;
}

/** What a limit of the source, or so many who leave, means to whoever looks. */
export function wordsOf(
  held: HeldBack | undefined,
  limit: SearchLimit | undefined,
): string | undefined {
  const cut =
    limit === undefined
      ? undefined
      : 'The source tells of a part of its mailboxes only: who is missing may be there all the same.';
  switch (held) {
    case 'too-many-leave':
      return 'More than half of the rows would leave. See first that the directory is whole: nobody leaves unless you confirm the number.';
    case 'incomplete':
      return `${cut ?? 'The source tells of no mailbox at all.'} Nobody leaves now.`;
    case undefined:
      return cut;
  }
}
