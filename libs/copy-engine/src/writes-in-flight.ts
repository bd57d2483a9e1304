import type { BytesInAir } from './bytes-in-air.ts';

/** Bytes of batches that are being written, beside the one that is taken last. */
const bytesMax = 12 << 20;

/** The writes of one lane that are not answered yet: so many, and so many bytes. The first failure is kept. */
export class WritesInFlight {
  readonly #countMax: number;
  readonly #air: BytesInAir;
  readonly #open = new Set<Promise<void>>();
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(countMax: number, air: BytesInAir) {
    this.#countMax = countMax;
    this.#air = air;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Resolves when there is room for another. */
  async add(write: Promise<void>, bytes: number): Promise<void> {
    const task: Promise<void> = write
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#bytes -= bytes;
        this.#air.remove(bytes);
        this.#open.delete(task);
      });
    this.#bytes += bytes;
    this.#air.add(bytes);
    this.#open.add(task);
    while (this.#isFull()) {
      await Promise.race(this.#open);
    }
  }

  #isFull(): boolean {
    const { size } = this.#open;
    const isOwnFull = size >= this.#countMax || this.#bytes >= bytesMax;
    return isOwnFull || (size > 0 && this.#air.isFull);
  }

  /** Waits for all. @throws the first failure */
  async all(): Promise<void> {
    await Promise.all(this.#open);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
