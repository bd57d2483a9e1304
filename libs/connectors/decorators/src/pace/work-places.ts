import { AdaptiveLimit, type AdaptiveLimitOptions } from './adaptive-limit.ts';
import type { SessionActivity } from './session-activity.ts';

/** The sessions at work under one adaptive limit: an endpoint's, or one mailbox's of it. */
export class WorkPlaces {
  readonly #limit: AdaptiveLimit;
  readonly #busy = new Set<SessionActivity>();
  heldUntilMs = -Infinity;

  constructor(options: AdaptiveLimitOptions, nowMs: number) {
    this.#limit = new AdaptiveLimit(options, nowMs);
  }

  get limit(): number {
    return this.#limit.limit;
  }

  /** Never more than that from here on. */
  cap(max: number): void {
    this.#limit.cap(max);
  }

  /**
   * A session at work may send ahead. Above the limit, one more may begin when none of those at work awaits the server:
   * their readers may be waiting for just that one.
   */
  hasRoom(session: SessionActivity): boolean {
    if (this.#busy.has(session) || this.#busy.size < this.limit) return true;
    this.#limit.reached();
    for (const other of this.#busy) if (other.isAwaited) return false;
    return true;
  }

  take(session: SessionActivity): void {
    this.#busy.add(session);
    if (this.#busy.size >= this.limit) this.#limit.reached();
  }

  leave(session: SessionActivity): void {
    this.#busy.delete(session);
  }

  /** True when there is room for one more now. */
  succeeded(nowMs: number): boolean {
    return this.#limit.succeeded(nowMs);
  }

  throttled(sentMs: number, nowMs: number): void {
    this.#limit.throttled(sentMs, nowMs);
  }

  holdUntil(untilMs: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, untilMs);
  }
}
