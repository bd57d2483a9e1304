import { ConnectorError } from '@mailhaul/connector-contract';
import { afterReadError, isBusy, LossesInRow } from './after-read-error.ts';
import type { FolderJob, PlannedItem, PlannedSpan } from './folder-job.ts';
import { asConnectorError } from './pass-context.ts';
import { mayBeLast } from './may-be-last.ts';
import { leave, type ReaderWiring, type Request, request } from './read-request.ts';
import { formlessItem, recordFormless } from './record-formless.ts';
import { type ReadyBatch, type ReadyItem, toReady } from './ready-batch.ts';

/**
 * Reads whatever lies in a span and cuts it into batches as it comes in, each when the item behind it shows that they come
 * in order. Leaves early when the pass is asked to stop: what was not given then has no outcome yet, and the batch does not
 * count as read.
 */
export async function* readPlannedSpan(
  wiring: ReaderWiring,
  first: Request<PlannedSpan>,
): AsyncGenerator<ReadyBatch> {
  const { slot, context } = wiring;
  const { job, span } = first.planned;
  let nextId = span.fromId;
  let ready: ReadyItem[] = [];
  const formless: PlannedItem[] = [];
  let bytes = 0;
  const cut = (): ReadyBatch => {
    const batch = { job, items: ready };
    ready = [];
    bytes = 0;
    wiring.onPart(job);
    return batch;
  };
  if (context.stop.aborted) {
    await leave(first.items);
    return;
  }
  // A session gives nothing behind an answer that nobody takes or leaves.
  if (job.hasFailed) await leave(first.items);
  let current: Request<PlannedSpan> | undefined = first;
  let wasBusy = false;
  const losses = new LossesInRow();
  while (!job.hasFailed) {
    const session = await slot.get();
    if (current?.session !== session) {
      const left = { fromId: nextId, belowId: span.belowId };
      current = request({ job, span: left }, session);
    }
    try {
      for await (const item of current.items) {
        const isStreamed = item.body.kind === 'streamed';
        const isFirst = ready.length === 0 && nextId === span.fromId;
        // A streamed body cannot wait for the item behind it.
        const isDoubtful = isFirst && isStreamed && mayBeLast(item.id, { set: job, span });
        if (item.id < nextId || isDoubtful) {
          job.fail(listInstead('the source gives the items of a folder in no order'));
          // Read again in the next round, in their order.
          ready = [];
          break;
        }
        nextId = item.id + 1;
        losses.progressed();
        readCounts.set(job, (readCounts.get(job) ?? 0) + 1);
        if (hasOutcome(job, item.id)) continue;
        if (item.isFormless === true) {
          formless.push(formlessItem(item));
          continue;
        }
        const one = toReady(item);
        const { itemsMax, bytesMax } = wiring.limits();
        const isFull = ready.length >= itemsMax || bytes + one.size > bytesMax;
        if (ready.length > 0 && (isStreamed || isFull)) yield cut();
        ready.push(one);
        bytes += one.size;
        if (isStreamed) yield cut();
        if (context.stop.aborted) return;
      }
      slot.proved();
      const isLast = span.belowId >= job.belowId;
      if (isLast && (readCounts.get(job) ?? 0) < job.expectedCount) job.fail(listInstead(tooFew));
      break;
    } catch (error) {
      const known = asConnectorError(error);
      if (known?.scope === 'item' || (isBusy(known) && wasBusy)) {
        job.fail(listInstead(known?.message ?? tooFew));
        break;
      }
      wasBusy = isBusy(known);
      const isSick = await afterReadError(wiring, { error, session, job, losses });
      if (isSick) job.fail(listInstead('the source ends the connection over an item'));
      current = undefined;
    }
  }
  if (ready.length > 0) yield cut();
  await recordFormless(context, job, formless);
  wiring.onRead(first.planned);
}

/** The item that went ahead of all others to learn what the target does with it. */
function hasOutcome({ folder }: FolderJob, id: number): boolean {
  const standing = folder.standingOf(id);
  return standing !== undefined && standing !== 'missing';
}

/** How many items the spans of a folder have brought. */
const readCounts = new WeakMap<FolderJob, number>();

/** Some servers leave out what they cannot hand out, and say OK (Exchange). */
const tooFew = 'the source gives fewer items than it says there are';

/** The next round lists the folder and asks for its items by name. */
function listInstead(message: string): ConnectorError {
  return new ConnectorError({
    code: 'folder-changed',
    scope: 'folder',
    disposition: 'retry',
    message,
    remedy: 'Nothing to do: the folder is listed and its items are asked for one by one.',
  });
}
