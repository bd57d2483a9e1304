import type { MailSession, ReadItem } from '@mailhaul/connector-contract';
import { bodySize } from '@mailhaul/connector-contract';
import { contentHashOf } from '@mailhaul/kernel';
import type { FolderJob, PlannedBatch, PlannedItem } from './folder-job.ts';
import {
  asConnectorError,
  goneReason,
  isConnectionLoss,
  type PassContext,
} from './pass-context.ts';
import type { ReadyBatch, ReadyItem } from './ready-batch.ts';
import type { SessionSlot } from './session-slot.ts';
import type { LanePlanner } from './work-feed.ts';

/** Requests sent ahead of the one that is being read: the next folder's first fetch is among them. */
const requestsAheadMax = 2;
/** Items above this are streamed, alone in their batch. */
export const wholeBytesMax = 4 << 20;
const serverWaitMsMax = 300_000;
const serverWaitMsDefault = 10_000;

export interface ReaderWiring {
  readonly context: PassContext;
  readonly slot: SessionSlot;
  readonly planner: LanePlanner;
  /** Batches to be read again, ahead of new ones. */
  readonly again: PlannedBatch[];
  /** A ready part is about to be given. */
  readonly onPart: (job: FolderJob) => void;
  /** A planned batch has been read to its end, after its last ready part was given. */
  readonly onRead: (planned: PlannedBatch) => void;
}

interface Request {
  readonly planned: PlannedBatch;
  readonly session: MailSession;
  readonly items: AsyncIterable<ReadItem>;
}

/** Reads what the planner gives, asking ahead, and yields it in batches with every hash known but a streamed item's. */
export async function* readBatches(wiring: ReaderWiring): AsyncGenerator<ReadyBatch> {
  const { planner, again, slot, context } = wiring;
  const requests: Request[] = [];
  for (;;) {
    let state: PlannedBatch | 'later' | 'done' = 'later';
    if (requests.length > 0) await renew(slot, requests);
    while (requests.length <= requestsAheadMax) {
      state = again.shift() ?? planner.next();
      if (typeof state === 'string') break;
      const session = await slot.get();
      requests.push(request(state, session));
    }
    const current = requests.shift();
    if (current !== undefined) {
      yield* readOne(wiring, current);
      continue;
    }
    if (state === 'done') return;
    context.halt.throwIfAborted();
    await planner.changed();
  }
}

/** Requests of a lost connection are made again, before any later one: a session answers in the order of the calls. */
async function renew(slot: SessionSlot, requests: Request[]): Promise<void> {
  const session = await slot.get();
  for (const [i, { planned, session: asked }] of requests.entries()) {
    if (asked !== session) requests[i] = request(planned, session);
  }
}

function request(planned: PlannedBatch, session: MailSession): Request {
  const { job, items } = planned;
  const ids = items.map(({ id }) => id).toSorted((a, b) => a - b);
  const { generation } = job;
  const read = session.readItems(job.folder.sourceId, { generation, ids, wholeBytesMax });
  return { planned, session, items: read };
}

async function* readOne(wiring: ReaderWiring, first: Request): AsyncGenerator<ReadyBatch> {
  const { slot, context } = wiring;
  const { job } = first.planned;
  const left = new Map<number, PlannedItem>(first.planned.items.map((item) => [item.id, item]));
  let ready: ReadyItem[] = [];
  let current: Request | undefined = first;
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
      await afterReadError(wiring, { error, session, job: first.planned });
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

/** Makes ready for another try, marks the folder as to be enumerated again, or throws what ends the pass. */
async function afterReadError(
  wiring: ReaderWiring,
  what: { error: unknown; session: MailSession; job: PlannedBatch },
): Promise<void> {
  const { slot, context } = wiring;
  const { error, session } = what;
  context.halt.throwIfAborted();
  const known = asConnectorError(error);
  if (known?.scope === 'folder') {
    what.job.job.fail(known);
    return;
  }
  if (known?.disposition === 'retryAfter') {
    slot.lose(session, error);
    const waitMs = Math.min(known.retryAfterMs ?? serverWaitMsDefault, serverWaitMsMax);
    const untilWallMs = context.clock.wallMs() + waitMs;
    context.report({ kind: 'waiting', reason: 'server-asked-to-wait', untilWallMs });
    await context.clock.sleep(waitMs, context.halt);
    context.report({ kind: 'resumed' });
    if (slot.hasGivenUp()) throw error;
    return;
  }
  if (!isConnectionLoss(error)) throw error;
  slot.lose(session, error);
  if (slot.hasGivenUp()) throw error;
}

function toReady(item: ReadItem): ReadyItem {
  const { id, receivedAt, flags, body } = item;
  const hash = body.kind === 'whole' ? contentHashOf(body.bytes) : undefined;
  return { id, size: bodySize(body), receivedAt, flags, hash, body };
}
