import { afterReadError } from './after-read-error.ts';
import type { PlannedItem, PlannedItems } from './folder-job.ts';
import { goneReason } from './pass-context.ts';
import { type ReaderWiring, type Request, request } from './read-request.ts';
import { type ReadyBatch, type ReadyItem, toReady } from './ready-batch.ts';

/** Reads items that were listed: together where they are small, what is not there any more is gone. */
export async function* readPlannedItems(
  wiring: ReaderWiring,
  first: Request<PlannedItems>,
): AsyncGenerator<ReadyBatch> {
  const { slot, context } = wiring;
  const { job } = first.planned;
  const left = new Map<number, PlannedItem>(first.planned.items.map((item) => [item.id, item]));
  let ready: ReadyItem[] = [];
  let current: Request<PlannedItems> | undefined = first;
  while (left.size > 0 && !job.hasFailed) {
    const session = await slot.get();
    if (current?.session !== session) {
      current = request({ job, items: [...left.values()] }, session);
    }
    try {
      for await (const item of current.items) {
        if (!left.delete(item.id)) continue;
        if (item.body.kind === 'whole') {
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
      await afterReadError(wiring, { error, session, job });
      current = undefined;
    }
  }
  if (ready.length > 0) {
    wiring.onPart(job);
    yield { job, items: ready };
  }
  if (!job.hasFailed && left.size > 0) {
    const gone = [...left.values()].map(({ id, size, epochSeconds }) => {
      return { sourceId: id, size, epochSeconds, standing: 'gone', reason: goneReason } as const;
    });
    await context.ledger.recordUnwritten(job.folder.f, gone);
    const path = job.folder.sourcePath.join('/');
    context.report({ kind: 'settled', path, counts: { gone: gone.length }, bytes: 0 });
  }
  wiring.onRead(first.planned);
}
