import { OutcomeUnknown, StoreUnavailable, WrongExpectedRevision } from '@mailhaul/application';
import type { WorkerOptions } from './worker-options.ts';

/** Together some ten minutes: by then the lease has long run out, and whoever has it next finds what was copied in the ledger. */
const triesMax = 25;
const firstDelayMs = 250;
const delayMsMax = 30_000;

/** Tells the log something with patience: a store that is silent for a while costs nobody the end of his work. */
export async function patiently(
  stream: string,
  tell: () => Promise<unknown>,
  { clock, onError }: Pick<WorkerOptions, 'clock' | 'onError'>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await tell();
      return;
    } catch (error) {
      onError?.(error, `telling ${stream}`);
      if (!isPassing(error) || tries >= triesMax) return;
      await clock.sleep(Math.min(delayMsMax, firstDelayMs * 2 ** (tries - 1)));
    }
  }
}

/** The store did not take it, or did not say so, or others were always first. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof OutcomeUnknown ||
    error instanceof StoreUnavailable ||
    error instanceof WrongExpectedRevision
  );
}
