/** Assumed until a write has been timed: a slow line, so that recovery rather waits too long. */
const bytesPerMsUnknown = 128;
const drainMsMin = 500;
const drainMsMax = 120_000;

/** How fast a session's bytes reach the server, from the writes that were answered. */
export class DrainRate {
  #bytesPerMs: number | undefined;

  observe(bytes: number, elapsedMs: number): void {
    const rate = bytes / Math.max(1, elapsedMs);
    this.#bytesPerMs = this.#bytesPerMs === undefined ? rate : (this.#bytesPerMs + rate) / 2;
  }

  /** How long that many bytes may need to drain from the buffers after their writer's death, with a margin of two. */
  drainMs(bytes: number): number {
    const rate = this.#bytesPerMs ?? bytesPerMsUnknown;
    return Math.min(drainMsMax, Math.max(drainMsMin, drainMsMin + (2 * bytes) / rate));
  }
}
