import { ConnectorError } from '@mailhaul/connector-contract';
import type { CallCore } from './session-core.ts';

const triesMax = 5;
const waitMsDefault = 1000;
/** For longer the whole mailbox waits, and people are told. */
const waitMsMax = 60_000;

/** What is there already must be finished: a server that is busy now is asked again, so that nobody has to look for it; never before its time. */
export async function patiently<T>(core: CallCore, ask: () => Promise<T>): Promise<T> {
  for (let triesLeft = triesMax; ; triesLeft -= 1) {
    try {
      return await ask();
    } catch (error) {
      const isBusy =
        error instanceof ConnectorError &&
        (error.code === 'throttled' || error.code === 'server-busy');
      if (!isBusy || triesLeft <= 1) throw error;
      const { retryAfterMs = waitMsDefault } = error;
      if (retryAfterMs > waitMsMax) throw error;
      await core.wait(retryAfterMs);
    }
  }
}
