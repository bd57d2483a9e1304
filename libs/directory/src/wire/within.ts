import type { Clock } from '@mailhaul/kernel';
import { errorOf } from '../errors.ts';

export interface Bounds {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly msMax: number;
  /** Called once, when the time is over or the signal aborts. */
  readonly onEnd: () => void;
}

/** What the work gives, unless the time or the signal ends it first. @throws ConnectorError `connection-timeout` or `connection-lost` */
export async function within<T>(work: Promise<T>, bounds: Bounds): Promise<T> {
  const { clock, signal, msMax, onEnd } = bounds;
  const over = new AbortController();
  const late = clock.sleep(msMax, over.signal).then(() => {
    onEnd();
    const seconds = Math.round(msMax / 1000);
    throw errorOf('connection-timeout', {
      message: `The directory did not answer in ${seconds} s.`,
    });
  });
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => {
      onEnd();
      reject(errorOf('connection-lost', { cause: signal.reason }));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([work, late, stopped]);
  } finally {
    work.catch(() => undefined);
    late.catch(() => undefined);
    over.abort();
  }
}
