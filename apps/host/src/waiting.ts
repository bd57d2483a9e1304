import { StoreUnavailable } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

const pauseMs = 2_000;

/** How an app deals with what it depends on while it starts. */
export interface Waiting {
  /** What `open` gives. */
  until<T>(name: string, open: () => Promise<T>): Promise<T>;
}

/** On stores in its own folder: nothing comes that is not there at once. */
export const noWaiting: Waiting = { until: (_name, open) => open() };

/**
 * A dependency that is not there yet is waited for, with a plain line when the waiting begins and when it ends; whatever else
 * goes wrong is thrown. Ends with the signal.
 */
export function waitingFor(
  clock: Clock,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Waiting {
  return {
    until: async (name, open) => {
      for (let tries = 0; ; tries += 1) {
        try {
          const opened = await open();
          if (tries > 0) say(`The ${name} is there.`);
          return opened;
        } catch (error) {
          if (!(error instanceof StoreUnavailable) || signal.aborted) throw error;
          if (tries === 0) say(`Waiting for the ${name}: ${error.message}`);
        }
        await clock.sleep(pauseMs, signal);
      }
    },
  };
}
