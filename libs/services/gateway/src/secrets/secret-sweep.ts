import type { SecretPlace, SecretStore } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { type ReferenceSources, SecretReferences } from './secret-references.ts';

export interface SecretSweepOptions extends ReferenceSources {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly times: SweepTimes;
  readonly onError: (error: unknown) => void;
}

export interface SweepTimes {
  /** After the start: it has no hurry, and others do. */
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /**
   * What nothing refers to is looked at again after so long: a secret is put before the event that names it, and a worker reads
   * one a moment after the event that names another.
   */
  readonly doubtMs: number;
}

export const defaultSweepTimes: SweepTimes = {
  firstAfterMs: 60_000,
  everyMs: 6 * 3_600_000,
  doubtMs: 600_000,
};

const pageMax = 500;
/** In one sweep; the next goes on. */
const removedMax = 10_000;

/**
 * Removes secrets that nothing refers to: of what was deleted by a process that died before it could remove them, of commands
 * that were refused in the end, and passwords that were replaced.
 */
export class SecretSweep {
  readonly #options: SecretSweepOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: SecretSweepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { times, onError } = this.#options;
    let waitMs = times.firstAfterMs;
    while (await this.#sleep(waitMs)) {
      await this.#sweep().catch(onError);
      waitMs = times.everyMs;
    }
  }

  async #sweep(): Promise<void> {
    const { secrets, times } = this.#options;
    const doubtful = await this.#unreferenced(this.#all());
    if (doubtful.length === 0 || !(await this.#sleep(times.doubtMs))) return;
    const gone = await this.#unreferenced(doubtful);
    if (gone.length > 0) await secrets.removePlaces(gone);
  }

  async #unreferenced(
    places: AsyncIterable<SecretPlace> | Iterable<SecretPlace>,
  ): Promise<readonly SecretPlace[]> {
    const references = new SecretReferences(this.#options);
    const found: SecretPlace[] = [];
    for await (const place of places) {
      if (this.#stopping.signal.aborted) return [];
      if (!(await references.has(place))) found.push(place);
      if (found.length === removedMax) return found;
    }
    return found;
  }

  async *#all(): AsyncGenerator<SecretPlace> {
    let after: SecretPlace | undefined;
    for (;;) {
      const page = await this.#options.secrets.places(after, pageMax);
      yield* page;
      after = page.at(-1);
      if (page.length < pageMax) return;
    }
  }

  /** False: it stops. */
  #sleep(ms: number): Promise<boolean> {
    return this.#options.clock.sleep(ms, this.#stopping.signal).then(
      () => true,
      () => false,
    );
  }
}
