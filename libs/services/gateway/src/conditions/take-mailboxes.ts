import type { TakenMailboxes } from '@mailhaul/contracts';
import { type ConditionsPreview, previewSteps } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { inSlices } from '../commands/in-slices.ts';
import { inParallel } from '../commands/in-parallel.ts';
import type { SourceReader } from './read-source.ts';
import { rowsOfJob } from './rows-of-job.ts';
import { limitWords } from '../connections/mailbox-search.ts';
import { savedConnection } from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import type { JobPlace } from '../jobs/job-place.ts';
import type { PairSaver } from '../pairs/pair-saver.ts';

const pairsAtOnce = 32;

interface Taking {
  readonly job: JobPlace;
  readonly sourceConnectionId: string;
  readonly parts: GatewayParts;
  readonly saver: PairSaver;
  readonly source: SourceReader;
}

/** Whom conditions take of those that the source knows now; they join the job without a target, and nobody is removed. */
export async function takeMailboxes(
  call: Call<'takeMailboxes'>,
  by: Taking,
): Promise<{ readonly answer: TakenMailboxes; readonly added: number; readonly position: bigint }> {
  const { job, parts } = by;
  const { conditions } = call.body;
  const place = { tenant: job.tenant, id: by.sourceConnectionId };
  const saved = await savedConnection(parts, place);
  const { known, limit } = await by.source.read({ saved, conditions, signal: call.signal });
  const { documents } = parts;
  const inJob = await rowsOfJob({ documents, tenant: job.tenant }, job.id);
  // Nobody is removed here: who no longer belongs to the job is only named, whoever gave the row.
  const rows = inJob.map(({ isByHand: _byHand, ...row }) => row);
  const preview = await inSlices(previewSteps(conditions, known, rows), parts.options.clock);
  const answer: TakenMailboxes = {
    entering: preview.entering.map(({ mailbox }) => mailbox.address),
    stayingCount: preview.staying.length,
    leaving: preview.leaving.map(({ row, reason }) => ({ source: row.address, reason })),
    ...(limit === undefined ? {} : { words: limitWords[limit] }),
  };
  if (call.query.dryRun === true) return { answer, added: 0, position: 0n };
  return { answer, ...(await added(call, preview, by)) };
}

async function added(
  call: Call<'takeMailboxes'>,
  { entering }: ConditionsPreview,
  { job, parts, saver }: Taking,
): Promise<{ readonly added: number; readonly position: bigint }> {
  const order = orderOf(call, parts.options.clock);
  let position = 0n;
  let count = 0;
  await inParallel(entering, pairsAtOnce, async ({ mailbox: { id, address, kind } }) => {
    const input = {
      source: address,
      ...(id === address.toLowerCase() ? {} : { sourceId: id }),
      ...(kind === 'public' ? { sourceKind: 'public' as const } : {}),
    };
    const commandId = uuid5(call.commandId, id);
    const toSave = { tenant: job.tenant, jobId: job.id, input, order: { ...order, commandId } };
    const saved = await saver.save(toSave);
    if (saved.kind === 'rejected') return;
    if (saved.kind === 'added') count += 1;
    if (saved.position > position) position = saved.position;
  });
  return { added: count, position };
}
