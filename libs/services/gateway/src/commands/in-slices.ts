import type { Clock } from '@mailhaul/kernel';

/** Nobody else waits longer for a slice; a step is far shorter. */
const sliceMsMax = 10;

/** Runs work that has pauses to its end; in them, not in each, whatever else the process has to do is done. */
export async function inSlices<T>(work: Generator<undefined, T>, clock: Clock): Promise<T> {
  for (;;) {
    const endMs = clock.monotonicMs() + sliceMsMax;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (clock.monotonicMs() < endMs);
    await clock.sleep(0);
  }
}
