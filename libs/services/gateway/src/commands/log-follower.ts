import type { EventStore, LogPosition, RecordedEvent } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

export interface LogFollowerOptions {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly prefixes: readonly string[];
  /** In the order of the log, each event once. */
  readonly onEvent: (event: RecordedEvent) => Promise<void>;
  /** Told once for each time that following fails; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

const retryMs = 1_000;
const pollMs = 5;

/** Follows some streams of the log into memory, over failures of the store, until it is stopped. */
export class LogFollower {
  readonly #options: LogFollowerOptions;
  readonly #stop = new AbortController();
  readonly #caughtUp = Promise.withResolvers<void>();
  #position: LogPosition | undefined;
  #isHealthy = true;
  #running: Promise<void> = Promise.resolve();

  constructor(options: LogFollowerOptions) {
    this.#options = options;
  }

  /** Resolves when everything that was in the log at the call is in memory. */
  start(): Promise<void> {
    this.#running = this.#follow();
    return this.#caughtUp.promise;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** False while following fails: what is in memory may be old. */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** Waits until what an append wrote is in memory, so long at most. */
  async reach(position: LogPosition, msMax: number): Promise<void> {
    const { clock } = this.#options;
    const endMs = clock.monotonicMs() + msMax;
    while ((this.#position ?? -1n) < position && clock.monotonicMs() < endMs) {
      await clock.sleep(pollMs);
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#subscribe();
        return;
      } catch (error) {
        this.#isHealthy = false;
        this.#options.onFailure(error);
        await this.#options.clock.sleep(retryMs, signal).catch(() => undefined);
      }
    }
  }

  async #subscribe(): Promise<void> {
    const { store, prefixes, onEvent } = this.#options;
    const after = this.#position === undefined ? {} : { after: this.#position };
    const { signal } = this.#stop;
    const messages = store.subscribeToAll({ ...after, streamPrefixes: prefixes, signal });
    for await (const message of messages) {
      if (message.kind === 'caught-up') {
        this.#isHealthy = true;
        this.#caughtUp.resolve();
        continue;
      }
      await onEvent(message.event);
      this.#position = message.event.position;
    }
  }
}
