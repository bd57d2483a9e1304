export interface AdaptiveLimitOptions {
  readonly start: number;
  readonly max: number;
  /** Length of a window that must be free of refusals before one more is allowed. */
  readonly windowMs: number;
}

/**
 * Additive increase, multiplicative decrease: one more after each window in which the limit was reached and nothing
 * was throttled; half, never below 1, when the server throttles.
 */
export class AdaptiveLimit {
  readonly #options: AdaptiveLimitOptions;
  #limit: number;
  #max: number;
  #windowStartedMs: number;
  #decreasedMs = -Infinity;
  #wasReached = false;

  constructor(options: AdaptiveLimitOptions, nowMs: number) {
    this.#options = options;
    this.#limit = options.start;
    this.#max = options.max;
    this.#windowStartedMs = nowMs;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Never more than that from here on. */
  cap(max: number): void {
    this.#max = Math.min(this.#max, max);
    this.#limit = Math.min(this.#limit, this.#max);
  }

  /** As many as allowed are at work, or more would like to be. */
  reached(): void {
    this.#wasReached = true;
  }

  /** True when the limit grew. */
  succeeded(nowMs: number): boolean {
    if (nowMs - this.#windowStartedMs < this.#options.windowMs) return false;
    const grows = this.#wasReached && this.#limit < this.#max;
    if (grows) this.#limit += 1;
    this.#startWindow(nowMs);
    return grows;
  }

  /** Operations sent before the last decrease tell of the load before it: they do not decrease again. */
  throttled(sentMs: number, nowMs: number): void {
    this.#startWindow(nowMs);
    if (sentMs <= this.#decreasedMs) return;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#decreasedMs = nowMs;
  }

  #startWindow(nowMs: number): void {
    this.#windowStartedMs = nowMs;
    this.#wasReached = false;
  }
}
