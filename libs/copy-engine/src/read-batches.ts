import type { PlannedBatch } from './folder-job.ts';
import { readPlannedItems } from './read-planned-items.ts';
import { readPlannedSpan } from './read-planned-span.ts';
import { leave, type ReaderWiring, type Reading, type Request, request } from './read-request.ts';
import type { ReadyBatch } from './ready-batch.ts';
import type { SessionSlot } from './session-slot.ts';

/** Requests sent ahead of the one that is being read: the next folder's first fetch is among them. */
const requestsAheadMax = 4;

/** Reads what the planner gives, asking ahead, and yields it in batches with every hash known but a streamed item's. */
export async function* readBatches(wiring: ReaderWiring): AsyncGenerator<ReadyBatch> {
  const { planner, again, slot, context } = wiring;
  const requests: Request[] = [];
  const setAside = new Set<Request>();
  const reading: Reading = {
    ...wiring,
    setAside: () => {
      for (const asked of requests) {
        if (setAside.has(asked)) continue;
        setAside.add(asked);
        void leave(asked.items);
      }
    },
  };
  for (;;) {
    let state: PlannedBatch | 'later' | 'done' = 'later';
    if (requests.length > 0) await renew(slot, requests, setAside);
    while (requests.length <= requestsAheadMax) {
      state = again.shift() ?? planner.next();
      if (typeof state === 'string') break;
      const session = await slot.get();
      requests.push(request(state, session, wiring.askedAhead));
    }
    const current = requests.shift();
    if (current !== undefined) {
      yield* readOne(reading, current);
      continue;
    }
    if (state === 'done') return;
    context.halt.throwIfAborted();
    await planner.changed();
  }
}

/**
 * Requests of a lost connection, and those that were let go of, are made again, before any later one: a session answers
 * in the order of the calls.
 */
async function renew(
  slot: SessionSlot,
  requests: Request[],
  setAside: Set<Request>,
): Promise<void> {
  const session = await slot.get();
  for (const [i, asked] of requests.entries()) {
    if (asked.session === session && !setAside.has(asked)) continue;
    requests[i] = request(asked.planned, session);
  }
  setAside.clear();
}

function readOne(
  wiring: Reading,
  { planned, session, items }: Request,
): AsyncGenerator<ReadyBatch> {
  return 'span' in planned
    ? readPlannedSpan(wiring, { planned, session, items })
    : readPlannedItems(wiring, { planned, session, items });
}
