import type { Clock } from '@mailhaul/kernel';
import type { PassRun } from './pass-run.ts';

/** How long the pass runs before it is asked whether another connection pair pays, and how long the new one is watched. */
const measuredMs = 1_000;
/** Work for less than this is done before another pair has signed in. */
const worthwhileMs = 2_000;
/** What another pair must add to be followed by one more. */
const gainMin = 1.1;
/** An item costs about as much as that many bytes, whatever its size. */
const bytesPerItem = 8_192;

/** What is to be done, and what of it is done: the figures move while the pass runs. */
export type GrowingWork = Pick<PassRun, 'planned' | 'settled'> & {
  readonly context: { readonly clock: Clock };
};

/**
 * Adds connection pairs while they pay: one after the other, each measured against the time before it. What the servers
 * give decides, not a number of ours. `add` opens a pair and lets it copy, and says whether it could be opened.
 */
export async function growLanes(
  run: GrowingWork,
  wiring: {
    readonly left: number;
    readonly done: AbortSignal;
    readonly add: () => Promise<boolean>;
  },
): Promise<void> {
  const { clock } = run.context;
  const measure = async () => {
    const before = workDone(run);
    const startedMs = clock.monotonicMs();
    await clock.sleep(measuredMs, wiring.done);
    return (workDone(run) - before) / Math.max(1, clock.monotonicMs() - startedMs);
  };
  try {
    let rate = await measure();
    for (let added = 0; added < wiring.left; added += 1) {
      if (workLeft(run) < rate * worthwhileMs || !(await wiring.add())) return;
      // The first moments of a connection say nothing of what it gives.
      await measure();
      const grown = await measure();
      if (grown < rate * gainMin) return;
      rate = grown;
    }
  } catch (error) {
    if (!wiring.done.aborted) throw error;
  }
}

function workDone({ settled }: GrowingWork): number {
  return settled.bytes + settled.items * bytesPerItem;
}

function workLeft({ settled, planned }: GrowingWork): number {
  const bytes = Math.max(0, (planned.bytes ?? 0) - settled.bytes);
  return bytes + Math.max(0, planned.items - settled.items) * bytesPerItem;
}
