import { type Client, problemOf } from '@mailhaul/api-client';
import type { LiveFrame } from '@mailhaul/contracts';
import type { Clock } from '@mailhaul/kernel';

/** Between two looks, however much changes. */
const spacingMs = 500;
/** While the server says by itself what changed, and while it does not. */
export const lookEveryMs = { live: 15_000, polling: 2_000 };
const reconnectMs = { first: 1_000, max: 15_000 };

export interface Watched {
  readonly client: Pick<Client, 'events'>;
  readonly tenant: string;
  readonly jobId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Tells when a job is worth another look: at once when the server says that it changed, resumed behind the last such word
 * after a break; else every few seconds. It only ever makes a look earlier, so that what it misses costs freshness alone.
 */
export class ChangeSignal {
  readonly #watched: Watched;
  #isLive = false;
  #isDirty = false;
  #lookedAtMs: number;
  #wake: () => void = ignore;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#lookedAtMs = watched.clock.monotonicMs();
    void this.#follow();
  }

  /** Resolves when it is time; rejects when the signal is aborted. One call at a time. */
  async next(): Promise<void> {
    const { clock, signal } = this.#watched;
    const sinceMs = () => clock.monotonicMs() - this.#lookedAtMs;
    await clock.sleep(Math.max(0, spacingMs - sinceMs()), signal);
    while (!this.#isDirty) {
      const leftMs = lookEveryMs[this.#isLive ? 'live' : 'polling'] - sinceMs();
      if (leftMs <= 0) break;
      await this.#wokenOr(leftMs);
    }
    this.#isDirty = false;
    this.#lookedAtMs = clock.monotonicMs();
  }

  async #wokenOr(ms: number): Promise<void> {
    const { clock, signal } = this.#watched;
    const enough = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const slept = clock.sleep(ms, AbortSignal.any([signal, enough.signal]));
    try {
      await Promise.race([woken, slept]);
    } finally {
      this.#wake = ignore;
      enough.abort();
      await slept.catch(ignore);
    }
    signal.throwIfAborted();
  }

  async #follow(): Promise<void> {
    const { clock, signal } = this.#watched;
    let lastEventId: string | undefined;
    let waitMs = reconnectMs.first;
    while (!signal.aborted) {
      try {
        for await (const { id, frame } of this.#frames(lastEventId)) {
          lastEventId = id ?? lastEventId;
          waitMs = reconnectMs.first;
          this.#isLive = true;
          if (concerns(frame, this.#watched.jobId)) this.#changed();
        }
      } catch (error) {
        // Looking every few seconds goes on; who may not follow need not ask again.
        if (isRefused(error)) break;
      }
      this.#isLive = false;
      this.#wake();
      if (signal.aborted) break;
      await clock.sleep(waitMs, signal).catch(ignore);
      waitMs = Math.min(waitMs * 2, reconnectMs.max);
    }
    this.#isLive = false;
  }

  #frames(lastEventId: string | undefined) {
    const { client, tenant, signal } = this.#watched;
    return client.events('followLive', { path: { tenant }, signal }, lastEventId);
  }

  #changed(): void {
    this.#isDirty = true;
    this.#wake();
  }
}

/** Without ids any job may be meant. */
function concerns(frame: LiveFrame, jobId: string): boolean {
  if (frame.kind === 'reset') return true;
  const { topic, ids, jobIds } = frame;
  if (topic === 'jobs') return ids?.includes(jobId) ?? true;
  return topic === 'pairs' && (jobIds?.includes(jobId) ?? true);
}

function isRefused(error: unknown): boolean {
  const status = problemOf(error)?.status ?? 0;
  return status >= 400 && status < 500 && status !== 429;
}

/** What is awaited only for its end. */
function ignore(): undefined {
  return undefined;
}
