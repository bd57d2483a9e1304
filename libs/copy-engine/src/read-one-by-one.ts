import type { ConnectorError, MailSession } from '@mailhaul/connector-contract';
import { afterReadError, isBusy, LossesInRow } from './after-read-error.ts';
import { hangsUp } from './feared-work.ts';
import type { FolderJob, PlannedItem } from './folder-job.ts';
import { asConnectorError, goneReason } from './pass-context.ts';
import type { UnwrittenOutcome } from './pass-ledger.ts';
import { type ReaderWiring, type Reading, request } from './read-request.ts';
import { recordFormless } from './record-formless.ts';
import { type ReadyBatch, toReady } from './ready-batch.ts';

/** A server that is busy each time for one item, and never for the others, does not hand that item out. */
const busyTriesMax = 2;
/** Items in a row over which the connection is lost, after which it is the folder. */
const sickInRowMax = 4;

/**
 * A server that does not hand out one item refuses all that were asked for with it: each is asked for alone. What is still
 * refused then is failed, by name; the others are copied. Takes items out of `left` as they get their outcome.
 */
export async function* readOneByOne(
  wiring: Reading,
  { job, left }: { job: FolderJob; left: Map<number, PlannedItem> },
): AsyncGenerator<ReadyBatch> {
  const { slot } = wiring;
  const busyTries = new Map<number, number>();
  const silent = new Map<number, PlannedItem>();
  let hasRead = false;
  let sickInRow = 0;
  let losses = new LossesInRow();
  wiring.setAside();
  for (;;) {
    const [item] = left.values();
    if (item === undefined || job.hasFailed) break;
    const session = await slot.get();
    try {
      for await (const read of request({ job, items: [item] }, session).items) {
        if (!left.delete(read.id)) continue;
        hasRead = true;
        sickInRow = 0;
        losses.progressed();
        if (read.isFormless === true) {
          await recordFormless(wiring.context, job, [item]);
          continue;
        }
        wiring.onPart(job);
        yield { job, items: [toReady(read)] };
      }
      slot.proved();
      if (left.delete(item.id)) silent.set(item.id, item);
    } catch (error) {
      const known = asConnectorError(error);
      const tries = (busyTries.get(item.id) ?? 0) + 1;
      if (isBusy(known)) busyTries.set(item.id, tries);
      left.delete(item.id);
      if (known?.scope === 'item' || (isBusy(known) && hasRead && tries >= busyTriesMax)) {
        await record(wiring, job, [unreadable(item, known)]);
        continue;
      }
      if (isBusy(known)) {
        // The others first: they show whether it is the server or the item.
        left.set(item.id, item);
        await afterReadError(wiring, { error, session, job, losses });
        continue;
      }
      if (await afterReadError(wiring, { error, session, job, losses })) {
        losses = new LossesInRow();
        sickInRow += 1;
        await record(wiring, job, [unreadable(item, known)]);
        if (sickInRow >= sickInRowMax) job.fail(hangsUp('source', 'read'));
      } else {
        const others = [...left];
        left.clear();
        for (const [id, one] of [[item.id, item] as const, ...others]) left.set(id, one);
      }
    }
  }
  if (silent.size > 0 && !job.hasFailed) await settleSilent(wiring, job, silent);
}

/** Items that were asked for and not given: gone where the source does not list them any more, else not readable. */
export async function settleSilent(
  wiring: Reading,
  job: FolderJob,
  items: ReadonlyMap<number, PlannedItem>,
): Promise<void> {
  wiring.setAside();
  const losses = new LossesInRow();
  for (;;) {
    const session = await wiring.slot.get();
    try {
      const listed = await listedAmong(session, job, items);
      const outcomes = [...items.values()].map((item) =>
        listed.has(item.id) ? unreadable(item, undefined) : gone(item),
      );
      await record(wiring, job, outcomes);
      return;
    } catch (error) {
      if (await afterReadError(wiring, { error, session, job, losses })) {
        job.fail(hangsUp('source', 'listed'));
      }
      if (job.hasFailed) return;
    }
  }
}

async function listedAmong(
  session: MailSession,
  { folder, generation }: FolderJob,
  items: ReadonlyMap<number, PlannedItem>,
): Promise<ReadonlySet<number>> {
  const ids = [...items.keys()].toSorted((a, b) => a - b);
  const range = { fromId: ids[0] ?? 1, belowId: (ids.at(-1) ?? 0) + 1 };
  const listed = new Set<number>();
  for await (const page of session.listItems(folder.sourceId, range)) {
    if (page.state.generation !== generation) continue;
    for (const { id } of page.items) if (items.has(id)) listed.add(id);
  }
  return listed;
}

function gone({ id, size, epochSeconds }: PlannedItem): UnwrittenOutcome {
  return { sourceId: id, size, epochSeconds, standing: 'gone', reason: goneReason };
}

function unreadable(
  { id, size, epochSeconds }: PlannedItem,
  error: ConnectorError | undefined,
): UnwrittenOutcome {
  const words = error?.serverText;
  return {
    sourceId: id,
    size,
    epochSeconds,
    standing: 'failed',
    reason: 'item-unreadable',
    ...(words === undefined ? {} : { words }),
  };
}

async function record(
  { context }: ReaderWiring,
  job: FolderJob,
  outcomes: readonly UnwrittenOutcome[],
): Promise<void> {
  await context.ledger.recordUnwritten(job.folder.f, outcomes);
  const path = job.folder.sourcePath.join('/');
  const failed = outcomes.filter(({ standing }) => standing === 'failed').length;
  const counts = { failed, gone: outcomes.length - failed };
  context.report({ kind: 'settled', path, counts, bytes: 0 });
}
