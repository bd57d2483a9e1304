/** Settlements that may wait for the log while the wire goes on. */
const settlingMax = 16;

/** Work behind the wire: so much of it at a time, and its failures told once. */
export class Settlements {
  readonly #onFailure: (error: unknown) => void;
  readonly #open = new Set<Promise<void>>();

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Follows the work to its end, without an unhandled rejection meanwhile. */
  track(work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch((error: unknown) => this.#onFailure(error))
      .finally(() => {
        this.#open.delete(tracked);
      });
    this.#open.add(tracked);
  }

  /** The same, and waits while there is too much of it. */
  async add(work: Promise<void>): Promise<void> {
    this.track(work);
    while (this.#open.size >= settlingMax) await Promise.race(this.#open);
  }

  async all(): Promise<void> {
    await Promise.all(this.#open);
  }
}
