import { StoreUnavailable } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

const pauseMs = 2_000;

/** How an app deals with what it depends on while it starts. */
export interface Waiting {
  /** What `open` gives. */
  until<T>(name: string, open: () => Promise<T>): Promise<T>;
}

export interface WaitingAloud extends Waiting {
  /** As `until`, for what has patience of its own: it is named once that takes longer than a moment. */
  meanwhile<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface WaitingOptions {
  readonly say: (line: string) => void;
  readonly waitsFor: (name: string) => void;
  readonly has: (name: string) => void;
  readonly signal: AbortSignal;
}

/** On stores in its own folder: nothing comes that is not there at once. */
export const noWaiting: Waiting = { until: (_name, open) => open() };

/**
 * A dependency that is not there yet is waited for, with a plain line when the waiting begins and when it ends; whatever else
 * goes wrong is thrown. Ends with the signal.
 */
export function waitingFor(clock: Clock, options: WaitingOptions): WaitingAloud {
  const { say, waitsFor, has, signal } = options;
  const waits = (name: string, why: string) => {
    waitsFor(name);
    say(`Waiting for the ${name}: ${why}`);
  };
  const isThere = (name: string, wasMissing: boolean) => {
    has(name);
    if (wasMissing) say(`The ${name} is there.`);
  };
  return {
    until: async (name, open) => {
      for (let tries = 0; ; tries += 1) {
        try {
          const opened = await open();
          isThere(name, tries > 0);
          return opened;
        } catch (error) {
          if (!(error instanceof StoreUnavailable) || signal.aborted) throw error;
          if (tries === 0) waits(name, error.message);
        }
        await clock.sleep(pauseMs, signal);
      }
    },
    meanwhile: async (name, work) => {
      const over = new AbortController();
      let wasMissing = false;
      const naming = clock.sleep(pauseMs, AbortSignal.any([over.signal, signal])).then(
        () => {
          wasMissing = true;
          waits(name, 'none of its servers answers');
        },
        () => undefined,
      );
      try {
        const done = await work();
        isThere(name, wasMissing);
        return done;
      } finally {
        over.abort();
        await naming;
      }
    },
  };
}
