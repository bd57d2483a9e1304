import type { LogPosition } from '@mailhaul/application';
import type { SearchLimit } from '@mailhaul/contracts';
import {
  type EnteringMailbox,
  heldBack,
  type HeldBack,
  type LeavingMailbox,
  type MailboxCondition,
  pairDecider,
  previewSteps,
  type StayingMailbox,
} from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { inSlices } from '../commands/in-slices.ts';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { type Asker, orderOf } from '../http/call-facts.ts';
import { rejectionEntries } from '../http/rejection-codes.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import { LeftRows } from '../pairs/left-rows.ts';
import { pairAggregate } from '../pairs/pair-place.ts';
import type { PairSaver } from '../pairs/pair-saver.ts';
import type { SourceMailboxes } from './read-source.ts';
import { rowsOfJob } from './rows-of-job.ts';

const pairsAtOnce = 32;
const refusedNamedMax = 100;

/** What conditions come to for the rows that a job has now; nothing is changed yet. */
export interface PlannedChange {
  readonly entering: readonly EnteringMailbox[];
  readonly leaving: readonly LeavingMailbox[];
  readonly staying: readonly StayingMailbox[];
  /** Why nobody of them may leave; undefined: they may. */
  readonly held: HeldBack | undefined;
  /** Rows that conditions brought. */
  readonly rowCount: number;
  readonly limit: SearchLimit | undefined;
}

export interface Applied {
  readonly entered: number;
  readonly left: number;
  /** Of those: a worker has them and stops first. */
  readonly stopping: number;
  readonly refused: readonly { readonly source: string; readonly message: string }[];
  readonly position: LogPosition;
}

export async function planChange(
  parts: GatewayParts,
  job: JobPlace,
  by: {
    readonly conditions: readonly MailboxCondition[];
    readonly source: SourceMailboxes;
    readonly leavingMax?: number | undefined;
  },
): Promise<PlannedChange> {
  const { conditions, source, leavingMax } = by;
  const { known, limit } = source;
  const rows = await rowsOfJob({ documents: parts.documents, tenant: job.tenant }, job.id);
  const { clock } = parts.options;
  const preview = await inSlices(previewSteps(conditions, known, rows), clock);
  const isWhole = limit === undefined;
  const held = heldBack(preview, { knownCount: known.length, isWhole, leavingMax });
  const rowCount = rows.filter(({ isByHand }) => isByHand !== true).length;
  return { ...preview, held, rowCount, limit };
}

/** Rows leave and enter, each by itself: one that is refused holds up no other. A repeat finishes what was cut short. */
export async function applyChange(
  call: Asker,
  { entering, leaving, staying, held }: PlannedChange,
  by: { readonly job: JobPlace; readonly parts: GatewayParts; readonly saver: PairSaver },
): Promise<Applied> {
  const { job, parts, saver } = by;
  const { tenant, id: jobId } = job;
  const order = orderOf(call, parts.options.clock);
  const counts = { entered: 0, left: 0, stopping: 0 };
  const refused: { source: string; message: string }[] = [];
  let position = 0n;
  const reached = (at: LogPosition) => {
    if (at > position) position = at;
  };
  const going = held === undefined ? leaving : [];
  await inParallel(going, pairsAtOnce, async ({ row, reason: why }) => {
    const commandId = uuid5(call.commandId, row.pairId);
    const place = { tenant, id: row.pairId };
    let isStopping = false;
    const decider: typeof pairDecider = {
      ...pairDecider,
      decide: (pair, command) => {
        const decided = pairDecider.decide(pair, command);
        isStopping = !('kind' in decided) && decided[0]?.type === 'PairLeaving';
        return decided;
      },
    };
    const aggregate = { ...pairAggregate(place), decider };
    const done = await parts.commander.attempt(aggregate, {
      ...{ ...order, commandId },
      ...{ kind: 'LeavePair', why },
    });
    // Somebody removed it meanwhile, or it is on its way out.
    if (done.kind === 'rejected' || (done.eventCount === 0 && !done.isRepeat)) return;
    counts.left += 1;
    if (isStopping) counts.stopping += 1;
    reached(done.position);
  });
  const left = await LeftRows.of(parts.documents, job);
  const enter = async (mailbox: EnteringMailbox['mailbox'], leftId?: string) => {
    const { id, address: source, kind } = mailbox;
    const row = {
      source,
      // Exchange itself tells no ids.
      ...(id === source.toLowerCase() ? {} : { sourceId: id }),
      ...(kind === 'public' ? { sourceKind: 'public' as const } : {}),
    };
    const back = leftId === undefined ? left.find(row) : { id: leftId, row };
    const saved = await saver.save({
      ...{ tenant, jobId, input: back?.row ?? row, leftId: back?.id, byConditions: true },
      order: { ...order, commandId: uuid5(call.commandId, `enters ${id}`) },
    });
    if (saved.kind === 'rejected') {
      const { title: message } = rejectionEntries[saved.reason];
      if (refused.length < refusedNamedMax) refused.push({ source, message });
      return;
    }
    if (saved.kind === 'added') counts.entered += 1;
    reached(saved.position);
  };
  await inParallel(entering, pairsAtOnce, ({ mailbox }) => enter(mailbox));
  // Whoever was on the way out and is taken again stays.
  const kept = staying.filter(({ row }) => row.isLeaving === true);
  await inParallel(kept, pairsAtOnce, ({ row, mailbox }) =>
    mailbox === undefined
      ? Promise.resolve()
      : enter({ ...mailbox, address: row.address }, row.pairId),
  );
  return { ...counts, refused, position };
}
