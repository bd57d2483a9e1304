/**
 * Time as a port: the only way the rest of the code learns the time or waits. A simulated clock behind it
 * makes a run repeatable.
 */
export interface Clock {
  /** Milliseconds since 1970 by the wall; may jump either way. */
  wallMs(): number;
  /** Milliseconds that never go back; comparable only inside one process. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects at once with the signal's reason when it is or becomes aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(asError(signal.reason));
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(asError(signal?.reason));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
};

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
