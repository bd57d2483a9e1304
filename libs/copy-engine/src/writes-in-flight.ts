/** Bytes of batches that are being written, beside the one that is taken last. */
const bytesMax = 12 << 20;

/** The writes of one lane that are not answered yet: so many, and so many bytes. The first failure is kept. */
export class WritesInFlight {
  readonly #countMax: number;
  readonly #open = new Set<Promise<void>>();
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(countMax: number) {
    this.#countMax = countMax;
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
        this.#open.delete(task);
      });
    this.#bytes += bytes;
    this.#open.add(task);
    while (this.#open.size >= this.#countMax || this.#bytes >= bytesMax) {
      await Promise.race(this.#open);
    }
  }

  /** Waits for all. @throws the first failure */
  async all(): Promise<void> {
    await Promise.all(this.#open);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
