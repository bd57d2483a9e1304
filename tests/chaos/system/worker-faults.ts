import { systemClock } from '@mailhaul/kernel';
import type { ImapStep, ProxyLink } from '@mailhaul/testing/proxies';
import { catchAtLine, freeWorker, untilLogSays } from './ambush.ts';
import {
  type Arena,
  between,
  count,
  freeze,
  holding,
  killService,
  strikeDown,
  touching,
} from './blows.ts';
import type { StagedService } from './services.ts';
import type { WriterState } from './states.ts';

/** While a worker's store is so slow, what lies between two of its facts can be hit. */
const slowStoreMs = 400;
const skipsMax = 6;
/** Longer than a lease: the mailboxes go on elsewhere. */
const longStopMs = [26_000, 45_000] as const;
const shortStopMs = [300, 9_000] as const;
/** A successor has come to its end with the tail's batch by then. */
const tailMsMax = 170_000;

export const tailLate = 'end of a batch released after the successor had settled it';

/** Kills a worker in that state of one of its writers, or, where none gets there in time, wherever it is. */
export async function killWorkerAt(arena: Arena, state: WriterState): Promise<void> {
  switch (state) {
    case 'mid-literal':
      return killAtStep(arena, 'literal-part', loseSometimes(arena));
    case 'last byte, no CRLF':
      return killAtStep(arena, 'literal-end', loseSometimes(arena));
    case 'CRLF, no OK':
      return killAtStep(arena, 'commit', (link) => link.holdReplies());
    case 'OK, not settled':
      return withSlowStore(arena, async (worker) => {
        await catchAtLine(arena, {
          ...{ isIt: ({ kind }) => kind === 'append-answer', skip: 1, only: worker },
        });
      });
    case 'intent, no byte':
      return withSlowStore(arena, (worker) =>
        untilLogSays(arena, worker, ({ intents, wire }) => intents > wire.begun),
      );
    case 'in recovery': {
      const worker = freeWorker(arena);
      if (worker === undefined) return;
      return holding(worker, async () => {
        await untilLogSays(arena, worker, ({ isRecovering }) => isRecovering);
        await killService(arena, worker);
      });
    }
  }
}

/** A worker stands still for a moment, or for longer than its leases. */
export async function stopWorker(arena: Arena, isLong: boolean): Promise<void> {
  const worker = freeWorker(arena);
  if (worker === undefined) return;
  await holding(worker, async () => {
    const pairs = await freeze(arena, worker);
    if (isLong) strikeDown(pairs);
    const [from, to] = isLong ? longStopMs : shortStopMs;
    await touching(
      () => pairs,
      () => systemClock.sleep(between(arena, from, to)),
    );
    worker.process.signal('SIGCONT');
    count(arena.tally.stops, isLong ? 'mailbox-worker, longer than a lease' : 'mailbox-worker');
  });
}

/**
 * A worker stands still while the line has the end of its batch; another one takes its mailbox over, judges the batch and
 * writes on. Then the end reaches the server, and the worker wakes.
 */
export async function holdTail(arena: Arena): Promise<void> {
  const { stage, tally } = arena;
  const caught = await catchAtLine(arena, {
    isIt: (step) => step.kind === 'commit' && step.messageCount > 1,
    skip: 0,
    atLine: (link) => link.goSilent(),
  });
  if (caught === undefined) return;
  const { worker, target } = caught;
  await holding(worker, async () => {
    strikeDown(await freeze(arena, worker));
    const pair = stage.factsOf(target.user);
    const isTail = pair?.watchTail() === true;
    const endMs = systemClock.monotonicMs() + tailMsMax;
    while (isTail && !pair.isTailSettled && systemClock.monotonicMs() < endMs) {
      await systemClock.sleep(250);
      stage.facts.read();
    }
    count(tally.others, pair?.isTailSettled === true ? tailLate : 'end of a batch released sooner');
    target.link.speakAgain();
    await systemClock.sleep(1_000);
    worker.process.signal('SIGCONT');
    count(tally.stops, 'mailbox-worker, with the end of its batch held');
  });
}

async function killAtStep(
  arena: Arena,
  kind: ImapStep['kind'],
  atLine: (link: ProxyLink) => void,
): Promise<void> {
  const skip = Math.floor(arena.chance() * skipsMax);
  const caught = await catchAtLine(arena, { isIt: (step) => step.kind === kind, skip, atLine });
  const worker = caught?.worker ?? freeWorker(arena);
  if (worker !== undefined) await holding(worker, () => killService(arena, worker));
}

/** Kills the worker after `lie` in wait, all while its store answers late. */
async function withSlowStore(
  arena: Arena,
  lie: (worker: StagedService) => Promise<void>,
): Promise<void> {
  const worker = freeWorker(arena);
  if (worker === undefined) return;
  await holding(worker, async () => {
    worker.lines.events.delay(slowStoreMs);
    try {
      await lie(worker);
      await killService(arena, worker);
    } finally {
      worker.lines.events.delay(0);
    }
  });
}

/** In two of three cases what is behind the step is lost with the machine; else the kernel still delivers it. */
function loseSometimes(arena: Arena): (link: ProxyLink) => void {
  return (link) => {
    if (arena.chance() < 2 / 3) link.loseClient();
  };
}
