import type { Stage } from '../sim-workers.ts';

/** How many writes of each content the target has merged with a copy that was there, by its own account. */
export class MergeCounts {
  readonly #left = new Map<string, number>();

  constructor({ target: { mail } }: Stage) {
    for (const [serial, count] of mail.merges) {
      const copy = mail.copies[serial];
      const place = `${copy?.folder} ${copy?.content}`;
      this.#left.set(place, (this.#left.get(place) ?? 0) + count);
    }
  }

  takeOne(place: string): boolean {
    const left = this.#left.get(place) ?? 0;
    if (left > 0) this.#left.set(place, left - 1);
    return left > 0;
  }
}
