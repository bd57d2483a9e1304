import { type Bus, type LogPosition, pageRowsMax, RebuildBehind } from '@mailhaul/application';
import type { ReportingState } from '@mailhaul/contracts';
import { announceChanges } from './change-hints.ts';
import { EventCount } from './event-count.ts';
import { batchesMax } from './item-tally.ts';
import { isLess, LossWatch } from './lost-documents.ts';
import { Projector, type ProjectorHooks, type ProjectorPorts } from './projector.ts';
import type { ReportingMeter } from './reporting-meter.ts';

export interface ReportingOptions extends ProjectorPorts {
  readonly bus: Bus;
  /** Told of failures that it recovers from by itself, and of events that it leaves out: EventsLeftOut. */
  readonly onTrouble: (error: unknown) => void;
  readonly meter?: ReportingMeter;
}

const retryMs = 1000;

/** Keeps the read models up to the log, and makes them anew when asked, beside those being served. */
export class Reporting {
  readonly #options: ReportingOptions;
  readonly #stopping = new AbortController();
  readonly #counting: Counting;
  #live: Projector;
  #following: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #isCurrent = false;
  /** What the live documents once had: where they have less, they were lost. */
  #furthest: LogPosition | undefined;
  #lossWatch: LossWatch | undefined;
  /** Nothing was written since, for it fails again and again. */
  #stuckSinceMs: number | undefined;
  #rebuild: ReportingState['rebuild'] = { state: 'idle' };
  #rebuilding: Promise<void> | undefined;

  constructor(options: ReportingOptions) {
    this.#options = options;
    this.#live = new Projector(options, 'live');
    this.#counting = countingOf(options);
    options.meter?.watchLagMs(() => this.#lagMs);
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

  /** Somebody misses documents: they may have been lost just now. */
  lookForLoss(): void {
    void this.#lossWatch?.look();
  }

  state(): ReportingState {
    return {
      position: String(this.#live.position ?? 0n),
      lagMs: this.#lagMs,
      isCurrent: this.#isCurrent,
      ...(this.#isCurrent || this.#furthest === undefined ? {} : { share: this.#share }),
      rebuild: this.#rebuild,
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following?.done;
    await this.#rebuilding;
  }

  get #lagMs(): number {
    const stuckSinceMs = this.#stuckSinceMs ?? Infinity;
    return Math.max(this.#live.lagMs, this.#options.clock.wallMs() - stuckSinceMs);
  }

  /** Of what the live documents once had, 0 to 1. */
  get #share(): number {
    const all = Number(this.#furthest ?? 0n);
    return all === 0 ? 1 : Math.min(1, Number(this.#live.position ?? 0n) / all);
  }

  /** What fails is tried again from the last checkpoint: a projection that lags is better than none. */
  async #followLive(signal: AbortSignal): Promise<void> {
    const { bus, clock, documents, onTrouble } = this.#options;
    while (!signal.aborted) {
      const again = new AbortController();
      const following = AbortSignal.any([signal, again.signal]);
      try {
        await this.#counting.begin();
        if (isLess(await documents.checkpoint('live'), this.#furthest)) this.#isCurrent = false;
        const live = this.#live;
        const writtenTo = () => live.position;
        const onLost = () => {
          this.#isCurrent = false;
          again.abort();
        };
        this.#lossWatch = new LossWatch({ documents, clock, writtenTo, onLost }, following);
        await live.follow(following, {
          onProjected: this.#counting.onProjected,
          onChanged: (changed, position) => {
            this.#stuckSinceMs = undefined;
            if (isLess(this.#furthest, position)) this.#furthest = position;
            announceChanges(bus, changed, position);
          },
          onLeftOut: onTrouble,
          onCaughtUp: () => {
            this.#stuckSinceMs = undefined;
            this.#isCurrent = true;
          },
        });
      } catch (error) {
        if (signal.aborted) return;
        onTrouble(error);
        this.#stuckSinceMs ??= clock.wallMs() - this.#live.lagMs;
        // What the draft held and did not write is not to be trusted.
        this.#live = new Projector(this.#options, 'live');
        await clock.sleep(retryMs, signal).catch(() => undefined);
      } finally {
        again.abort();
      }
    }
  }

  async #makeAnew(): Promise<void> {
    const { documents, onTrouble: onLeftOut } = this.#options;
    this.#rebuild = { state: 'running', eventsDone: 0, share: 0 };
    await documents.beginRebuild();
    const next = new Projector(this.#options, 'next');
    const { signal } = this.#stopping;
    const onChanged = () => {
      const [done, all] = [Number(next.position ?? 0n), Number(this.#live.position ?? 0n)];
      const share = all === 0 ? 1 : Math.min(1, done / all);
      this.#rebuild = { state: 'running', eventsDone: next.eventCount, share };
    };
    const hooks = { onProjected: this.#counting.onProjected, onChanged, onLeftOut };
    await next.follow(signal, { ...hooks, isEnough: (isCaughtUp) => isCaughtUp });
    if (signal.aborted) return;
    this.#following?.stop.abort();
    await this.#following?.done;
    try {
      const target = this.#live.position;
      // What came meanwhile: the live documents stand still for so long, and are served as they are.
      await next.follow(signal, {
        ...hooks,
        isEnough: (isCaughtUp) => isCaughtUp || (next.position ?? -1n) >= (target ?? 0n),
      });
      while (!signal.aborted && !(await this.#hasSwitched())) {
        // Another reporter has gone on with the live documents.
        await next.follow(signal, { ...hooks, isEnough: (isCaughtUp) => isCaughtUp });
      }
      this.#rebuild = { state: 'idle' };
    } finally {
      // Whichever documents are served now, they go on.
      this.#live = new Projector(this.#options, 'live');
      if (!signal.aborted) this.start();
    }
  }

  /** False: what is served is further than what was made. */
  async #hasSwitched(): Promise<boolean> {
    try {
      await this.#options.documents.finishRebuild();
      return true;
    } catch (error) {
      if (error instanceof RebuildBehind) return false;
      throw error;
    }
  }
}

interface Counting extends Required<Pick<ProjectorHooks, 'onProjected'>> {
  /** To be called before events are counted; does its work once. */
  readonly begin: () => Promise<void>;
}

function countingOf({ meter, clock, documents, onTrouble }: ReportingOptions): Counting {
  if (meter === undefined) {
    return { begin: () => Promise.resolve(), onProjected: () => undefined };
  }
  const count = new EventCount(meter, { startedAtMs: clock.wallMs(), onTrouble });
  let hasBegun = false;
  return {
    async begin() {
      if (hasBegun) return;
      const sort = { field: 'pairId', direction: 'ascending' } as const;
      let after: string | undefined;
      for (let rows = 0; rows < batchesMax; rows += pageRowsMax) {
        const from = after === undefined ? {} : { after };
        const page = await documents.find('open-batches', { sort, limit: pageRowsMax, ...from });
        count.remember(page.rows);
        after = page.next;
        if (after === undefined) break;
      }
      hasBegun = true;
    },
    onProjected: (events) => {
      count.take(events);
    },
  };
}
