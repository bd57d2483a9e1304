/** Someone who takes what is read from a connection. */
export interface Taker {
  /** Holds as much as it may. */
  readonly isFull: boolean;
  /** Has nothing and is asked for more. */
  readonly isStarving: boolean;
}

/**
 * Decides whether a connection is read: the oldest taker that is full or starving has its way. So a later one that is
 * full cannot keep an earlier one from its end: Dovecot answers pipelined FETCHes only when the last of them has given
 * its data. What a later one holds beyond its measure is bounded by what was asked for.
 */
export class ReadBrake {
  readonly #takers = new Set<Taker>();
  readonly #line: { stop(): void; go(): void };
  #isOn = false;

  constructor(line: { stop(): void; go(): void }) {
    this.#line = line;
  }

  /** The connection is not read. */
  get isOn(): boolean {
    return this.#isOn;
  }

  join(taker: Taker): void {
    this.#takers.add(taker);
  }

  leave(taker: Taker): void {
    this.#takers.delete(taker);
    if (this.#isOn) this.look();
  }

  /** To be called when a taker may have become full, or starving, or neither. */
  look(): void {
    const isOn = this.#mustStop();
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    if (isOn) this.#line.stop();
    else this.#line.go();
  }

  #mustStop(): boolean {
    for (const taker of this.#takers) {
      if (taker.isStarving) return false;
      if (taker.isFull) return true;
    }
    return false;
  }
}
