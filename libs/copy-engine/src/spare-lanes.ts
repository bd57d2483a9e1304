/** Connections that a pass can do without. */
export interface SpareLane {
  /** Finishes what is under way, begins nothing, and lets its connections go. */
  retire(): void;
}

/**
 * Servers allow so many connections and say so only when one is too many. Then the lanes added last give way, so that
 * listing, scanning and the first lane always have theirs.
 */
export class SpareLanes {
  readonly #lanes: SpareLane[] = [];

  add(lane: SpareLane): void {
    this.#lanes.push(lane);
  }

  /** False when all have given way. */
  giveWay(): boolean {
    const lane = this.#lanes.pop();
    lane?.retire();
    return lane !== undefined;
  }
}
