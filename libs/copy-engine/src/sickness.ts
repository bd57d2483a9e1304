/**
 * Whether it is a folder at which the source ends its connections, or the source that hands out nothing more although it signs
 * in and lists: then it is not one folder, and nothing is read afterwards.
 */
export class Sickness {
  readonly #folders = new Set<string>();
  #error: unknown;

  blame(folderId: string, error: unknown): void {
    this.#folders.add(folderId);
    this.#error = error;
  }

  hasRead(): void {
    this.#folders.clear();
  }

  /** @throws what several folders were blamed for, where nothing was read since: then none is parked for it. */
  throwIfNotOfOne(): void {
    if (this.#folders.size > 1) throw this.#error;
  }
}
