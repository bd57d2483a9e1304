/** Assumed until a write has been timed: a slow line, so that recovery rather waits too long. */
const bytesPerMsUnknown = 128;
const bytesPerMsMin = 0.05;
const drainMsMin = 500;

/** How fast a session's bytes reach the server, from the writes that were answered. */
export class DrainRate {
  #bytesPerMs: number | undefined;

  observe(bytes: number, elapsedMs: number): void {
    const rate = bytes / Math.max(1, elapsedMs);
    this.#bytesPerMs = this.#bytesPerMs === undefined ? rate : (this.#bytesPerMs + rate) / 2;
  }

  /** A write could not meet its deadline: the line is slower than was thought. */
  slowDown(): void {
    this.#bytesPerMs = Math.max(bytesPerMsMin, (this.#bytesPerMs ?? bytesPerMsUnknown) / 4);
  }

  /** How long a write of that many bytes may take before something is wrong. */
  deadlineMs(bytes: number, leastMs: number): number {
    return Math.max(leastMs, 4 * this.drainMs(bytes));
  }

  /** How long that many bytes may need to drain from the buffers after their writer's death, with a margin of two. */
  drainMs(bytes: number): number {
    const rate = this.#bytesPerMs ?? bytesPerMsUnknown;
    return drainMsMin + (2 * bytes) / rate;
  }
}
