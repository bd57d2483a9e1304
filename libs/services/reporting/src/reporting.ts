import type { Bus } from '@mailhaul/application';
import type { ReportingState } from '@mailhaul/contracts';
import { announceChanges } from './change-hints.ts';
import { Projector, type ProjectorPorts } from './projector.ts';

export interface ReportingOptions extends ProjectorPorts {
  readonly bus: Bus;
  /** Told of failures that it recovers from by itself, and of events that it leaves out: EventsSkipped. */
  readonly onTrouble: (error: unknown) => void;
}

const retryMs = 1000;

/** Keeps the read models up to the log, and makes them anew when asked, beside those being served. */
export class Reporting {
  readonly #options: ReportingOptions;
  readonly #stopping = new AbortController();
  #live: Projector;
  #following: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #isCurrent = false;
  #rebuild: ReportingState['rebuild'] = { state: 'idle' };
  #rebuilding: Promise<void> | undefined;

  constructor(options: ReportingOptions) {
    this.#options = options;
    this.#live = new Projector(options, 'live');
  }

  start(): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stopping.signal]);
    this.#following = { stop, done: this.#followLive(signal) };
  }

  /** Begins a rebuild, or joins the one that runs. */
  rebuild(): void {
    this.#rebuilding ??= this.#makeAnew()
      .catch((error: unknown) => {
        this.#rebuild = { state: 'failed' };
        this.#options.onTrouble(error);
      })
      .finally(() => (this.#rebuilding = undefined));
  }

  state(): ReportingState {
    return {
      position: String(this.#live.position ?? 0n),
      lagMs: this.#live.lagMs,
      isCurrent: this.#isCurrent,
      rebuild: this.#rebuild,
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following?.done;
    await this.#rebuilding;
  }

  /** What fails is tried again from the last checkpoint: a projection that lags is better than none. */
  async #followLive(signal: AbortSignal): Promise<void> {
    const { bus, clock, onTrouble } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#live.follow(signal, {
          onChanged: (changed, position) => announceChanges(bus, changed, position),
          onSkipped: onTrouble,
          onCaughtUp: () => (this.#isCurrent = true),
        });
      } catch (error) {
        if (signal.aborted) return;
        onTrouble(error);
        // What the draft held and did not write is not to be trusted.
        this.#live = new Projector(this.#options, 'live');
        await clock.sleep(retryMs, signal).catch(() => undefined);
      }
    }
  }

  async #makeAnew(): Promise<void> {
    const { documents, onTrouble: onSkipped } = this.#options;
    this.#rebuild = { state: 'running', eventsDone: 0, share: 0 };
    await documents.beginRebuild();
    const next = new Projector(this.#options, 'next');
    const { signal } = this.#stopping;
    const onChanged = () => {
      const [done, all] = [Number(next.position ?? 0n), Number(this.#live.position ?? 0n)];
      const share = all === 0 ? 1 : Math.min(1, done / all);
      this.#rebuild = { state: 'running', eventsDone: next.eventCount, share };
    };
    await next.follow(signal, { onChanged, onSkipped, isEnough: (isCaughtUp) => isCaughtUp });
    if (signal.aborted) return;
    this.#following?.stop.abort();
    await this.#following?.done;
    try {
      const target = this.#live.position;
      // What came meanwhile: the live documents stand still for so long, and are served as they are.
      await next.follow(signal, {
        onChanged,
        onSkipped,
        isEnough: (isCaughtUp) => isCaughtUp || (next.position ?? -1n) >= (target ?? 0n),
      });
      if (!signal.aborted) await documents.finishRebuild();
      this.#rebuild = { state: 'idle' };
    } finally {
      // Whichever documents are served now, they go on.
      this.#live = new Projector(this.#options, 'live');
      if (!signal.aborted) this.start();
    }
  }
}
