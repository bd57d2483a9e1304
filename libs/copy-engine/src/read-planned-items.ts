import { afterReadError, isBusy, LossesInRow } from './after-read-error.ts';
import type { PlannedItem, PlannedItems } from './folder-job.ts';
import { asConnectorError } from './pass-context.ts';
import { readOneByOne, settleSilent } from './read-one-by-one.ts';
import { leave, type Reading, type Request, request } from './read-request.ts';
import { recordFormless } from './record-formless.ts';
import { type ReadyBatch, type ReadyItem, toReady } from './ready-batch.ts';

/** Reads items that were listed: together where they are small, one by one where the source refuses one of them. */
export async function* readPlannedItems(
  wiring: Reading,
  first: Request<PlannedItems>,
): AsyncGenerator<ReadyBatch> {
  const { slot } = wiring;
  const { job } = first.planned;
  const left = new Map<number, PlannedItem>(first.planned.items.map((item) => [item.id, item]));
  let ready: ReadyItem[] = [];
  const formless: PlannedItem[] = [];
  let current: Request<PlannedItems> | undefined = first;
  let lastId = 0;
  let isInOrder = true;
  let wasBusy = false;
  let isOneRefused = false;
  const losses = new LossesInRow();
  // A session gives nothing behind an answer that nobody takes or leaves.
  if (job.hasFailed) await leave(first.items);
  while (left.size > 0 && !job.hasFailed) {
    const session = await slot.get();
    if (current?.session !== session) {
      current = request({ job, items: [...left.values()] }, session);
    }
    try {
      for await (const item of current.items) {
        const planned = left.get(item.id);
        if (planned === undefined) continue;
        left.delete(item.id);
        losses.progressed();
        if (item.isFormless === true) {
          formless.push(planned);
          continue;
        }
        if (item.body.kind === 'whole') {
          isInOrder &&= item.id > lastId;
          lastId = item.id;
          ready.push(toReady(item));
          continue;
        }
        if (ready.length > 0) {
          wiring.onPart(job);
          yield { job, items: ready };
          ready = [];
        }
        wiring.onPart(job);
        yield { job, items: [toReady(item)] };
      }
      slot.proved();
      break;
    } catch (error) {
      const known = asConnectorError(error);
      isOneRefused = known?.scope === 'item' || (isBusy(known) && wasBusy);
      if (isOneRefused) break;
      wasBusy = isBusy(known);
      isOneRefused = await afterReadError(wiring, { error, session, job, losses });
      if (isOneRefused) break;
      current = undefined;
    }
  }
  if (ready.length > 0) {
    wiring.onPart(job);
    // Servers may answer in any order; what arrived first is written first.
    yield { job, items: isInOrder ? ready : ready.toSorted((a, b) => a.id - b.id) };
  }
  await recordFormless(wiring.context, job, formless);
  if (isOneRefused) yield* readOneByOne(wiring, { job, left });
  if (!job.hasFailed && left.size > 0) await settleSilent(wiring, job, left);
  wiring.onRead(first.planned);
}
