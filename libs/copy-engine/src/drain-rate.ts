/** Assumed until a write has been timed: a slow line, so that recovery rather waits too long. */
const bytesPerMsUnknown = 256;
/** A smaller write tells more of the round trip than of the line. */
const tellingBytesMin = 256 * 1024;
const bytesPerMsMin = 0.05;
const drainMsMin = 500;
/**
 * What the kernel's send buffer can hold, with the margin below all that a lane may have in the air: on a compressed line it
 * holds more than its size says. The rest dies with its writer.
 */
const bufferedBytesMax = 6 << 20;
/** No server holds a half-sent command longer. */
const drainMsMax = 65 * 60_000;
const deadlineMsMax = 6 * 60 * 60_000;
/** A server is not believed to think longer about what has reached it. */
const thinkingMsMax = 15_000;

/** How fast bytes reach the target, from the writes that were answered; all sessions of a pass share it. */
export class LineRate {
  #bytesPerMs: number | undefined;
  #thinkingMs = 0;

  /** What the server took lately to answer writes so small that the line hardly counts; a pause of ours may be in it. */
  get thinkingMs(): number {
    return Math.min(thinkingMsMax, this.#thinkingMs);
  }

  get bytesPerMs(): number {
    return this.#bytesPerMs ?? bytesPerMsUnknown;
  }

  /**
   * The time until the answer holds the server's work as well, so the line is at least that fast. A slow answer to a large
   * write halves the estimate at most: it may have been a pause of ours, not the line.
   */
  observe(bytes: number, elapsedMs: number): void {
    const rate = bytes / Math.max(1, elapsedMs);
    const isTelling = bytes >= tellingBytesMin;
    if (!isTelling) this.#thinkingMs = Math.max(elapsedMs, this.#thinkingMs / 2);
    this.#bytesPerMs = Math.max(bytesPerMsMin, rate, this.bytesPerMs / (isTelling ? 2 : 1));
  }

  slowDown(): void {
    this.#bytesPerMs = Math.max(bytesPerMsMin, this.bytesPerMs / 4);
  }
}

/** What one session's writes may take, given the line and what stands before them. */
export class DrainRate {
  readonly #line: LineRate;
  /** Bytes of writes that are under way: whatever comes next stands behind them. */
  #queuedBytes = 0;

  constructor(line: LineRate = new LineRate()) {
    this.#line = line;
  }

  begin(bytes: number): void {
    this.#queuedBytes += bytes;
  }

  end(bytes: number): void {
    this.#queuedBytes -= bytes;
  }

  observe(bytes: number, elapsedMs: number): void {
    this.#line.observe(bytes, elapsedMs);
  }

  /** A write could not meet its deadline: the line is slower than was thought. */
  slowDown(): void {
    this.#line.slowDown();
  }

  /** How long a write of that many bytes may take before something is wrong. */
  deadlineMs(bytes: number, leastMs: number): number {
    const expectedMs = (bytes + this.#queuedBytes) / this.#line.bytesPerMs;
    return Math.min(deadlineMsMax, Math.max(leastMs, drainMsMin + 8 * expectedMs));
  }

  /**
   * How long that many bytes may need to drain from the buffers after their writer's death, and the server to act upon them, with a
   * margin of two.
   */
  drainMs(bytes: number): number {
    const buffered = Math.min(bufferedBytesMax, bytes + this.#queuedBytes);
    const neededMs = buffered / this.#line.bytesPerMs + this.#line.thinkingMs;
    return Math.min(drainMsMax, drainMsMin + 2 * neededMs);
  }
}
