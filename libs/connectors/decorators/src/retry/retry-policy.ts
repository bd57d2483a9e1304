import type { ErrorCode } from '@mailhaul/connector-contract';
import { ConnectorError } from '@mailhaul/connector-contract';
import type { Clock, Random } from '@mailhaul/kernel';

export interface RetryLimits {
  /** Tries altogether, the first included. */
  readonly attemptsMax: number;
  /** Upper edge of the first wait; each later one doubles it up to `backoffMaxMs`. */
  readonly backoffMs: number;
  readonly backoffMaxMs: number;
  /** No further try is begun that would lie later than this after the first. */
  readonly totalMsMax: number;
}

/**
 * When and how often to try again. A policy of our own: cockatiel takes its waiting and its jitter from the process's
 * timers and chance, so that a run with it could not be repeated.
 */
export interface RetryPolicy extends RetryLimits {
  /** For servers that ask to slow down: patience instead of these, since it passes by itself. */
  readonly throttled?: RetryLimits;
  /** Runs before each wait. */
  readonly onRetry?: (notice: RetryNotice) => void;
}

export interface RetryNotice {
  readonly error: ConnectorError;
  /** The number of the try that failed, from 1. */
  readonly attempt: number;
  readonly untilWallMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 6,
  backoffMs: 500,
  backoffMaxMs: 30_000,
  totalMsMax: 120_000,
};

/** Providers count by the minute, by the hour and by the day: what lasts longer than an hour is told, and tried again later. */
const throttledLimits: RetryLimits = {
  attemptsMax: 8,
  backoffMs: 10_000,
  backoffMaxMs: 300_000,
  totalMsMax: 3_600_000,
};

/** Errors that pass by themselves. Refused sign-ins and certificates are not among them: repeating locks accounts. */
const transientCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'host-not-found',
  'host-lookup-timeout',
  'proxy-failed',
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'tls-failed',
  'token-unavailable',
  'server-busy',
  'throttled',
  'too-many-connections',
]);

export function isTransient(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError) || !transientCodes.has(error.code)) return false;
  return error.disposition === 'retry' || error.disposition === 'retryAfter';
}

/** The policy over one operation: counts its tries and says how long to wait before the next. */
export class RetryRun {
  readonly #policy: RetryPolicy;
  readonly #seams: { readonly clock: Clock; readonly random: Random };
  readonly #startedMs: number;
  #attempt = 0;

  constructor(policy: RetryPolicy, seams: { clock: Clock; random: Random }) {
    this.#policy = policy;
    this.#seams = seams;
    this.#startedMs = seams.clock.monotonicMs();
  }

  /**
   * Waits until the operation may be tried again; false when it may not. Full jitter
   * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), never shorter than the server asked.
   */
  async waitForNext(error: ConnectorError, signal: AbortSignal): Promise<boolean> {
    const isThrottle = error.disposition === 'retryAfter';
    const limits = isThrottle ? (this.#policy.throttled ?? throttledLimits) : this.#policy;
    const { attemptsMax, backoffMs, backoffMaxMs, totalMsMax } = limits;
    const { onRetry } = this.#policy;
    const { clock, random } = this.#seams;
    this.#attempt += 1;
    if (this.#attempt >= attemptsMax || signal.aborted) return false;
    const edgeMs = Math.min(backoffMaxMs, backoffMs * 2 ** (this.#attempt - 1));
    const askedMs = error.retryAfterMs;
    // Who is asked to slow down and not told for how long does not come back at once.
    const share = isThrottle ? (1 + random.next()) / 2 : random.next();
    const guessedMs = share * edgeMs;
    const waitMs = isThrottle ? (askedMs ?? guessedMs) : Math.max(guessedMs, askedMs ?? 0);
    if (clock.monotonicMs() + waitMs - this.#startedMs > totalMsMax) return false;
    onRetry?.({ error, attempt: this.#attempt, untilWallMs: clock.wallMs() + waitMs });
    return clock.sleep(waitMs, signal).then(
      () => true,
      () => false,
    );
  }
}
