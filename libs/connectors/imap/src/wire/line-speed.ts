/** 20 Mbit/s: on slower lines packing what goes over them pays (docs/adr/0012). */
const slowBytesPerMs = 2_500;
/** Less tells more of the round trip than of the line. */
const tellingBytesMin = 256 * 1024;
/** A pause longer than this was the server's or ours, not the line's. */
const pauseMsMax = 200;

/** Whether the line to a server was seen to be slow. All connections of a connector share it. */
export class LineSpeed {
  isSlow = false;
  /** It was measured, or somebody is about to. */
  isLookedAt = false;

  /** So much went over the line in that time, without a pause. */
  moved(bytes: number, tookMs: number): void {
    if (bytes < tellingBytesMin) return;
    this.isLookedAt = true;
    if (bytes / Math.max(tookMs, 1) < slowBytesPerMs) this.isSlow = true;
  }
}

/** Measures what comes in on one connection while it is asked for and read. */
export class IncomingMeter {
  readonly #speed: LineSpeed;
  #bytes = 0;
  #sinceMs = 0;
  #lastMs = -Infinity;

  constructor(speed: LineSpeed) {
    this.#speed = speed;
  }

  came(bytes: number, nowMs: number): void {
    if (nowMs - this.#lastMs > pauseMsMax) {
      // The first chunk waited for nothing: it only starts the clock.
      this.#bytes = 0;
      this.#sinceMs = nowMs;
    } else this.#bytes += bytes;
    this.#lastMs = nowMs;
    if (this.#bytes < tellingBytesMin) return;
    this.#speed.moved(this.#bytes, nowMs - this.#sinceMs);
    this.#bytes = 0;
    this.#sinceMs = nowMs;
  }

  /** What comes now was kept waiting by us. */
  paused(): void {
    this.#lastMs = -Infinity;
  }
}
