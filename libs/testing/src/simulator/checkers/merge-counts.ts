import type { Stage } from '../sim-workers.ts';

/** How many writes of each content the target has merged with a copy that was there, by its own account. */
export class MergeCounts {
  readonly #unreported = new Map<string, number>();
  readonly #reported = new Map<string, number>();

  constructor({ target: { mail } }: Stage, reportedSurplus: ReadonlyMap<number, number>) {
    for (const [serial, count] of mail.merges) {
      const copy = mail.copies[serial];
      const place = `${copy?.folder} ${copy?.content}`;
      const counts = reportedSurplus.has(serial) ? this.#reported : this.#unreported;
      counts.set(place, (counts.get(place) ?? 0) + count);
    }
  }

  takeOne(place: string): boolean {
    return this.takeUnreported(place) || takeOneOf(this.#reported, place);
  }

  /** One that was merged with a copy that nobody called surplus. */
  takeUnreported(place: string): boolean {
    return takeOneOf(this.#unreported, place);
  }
}

function takeOneOf(counts: Map<string, number>, place: string): boolean {
  const left = counts.get(place) ?? 0;
  if (left > 0) counts.set(place, left - 1);
  return left > 0;
}
