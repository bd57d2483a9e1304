import type { ProgressWait } from '@mailhaul/domain';
import type { Clock } from '@mailhaul/kernel';

/** Shorter waits are nobody's business. */
const toldFromMs = 3_000;
/** A wait that is put off again and again is told anew after so long; its reason at once. */
const tellAgainMs = 10_000;

/** What a pass and its connectors tell; of interest are `waiting`, `resumed` and `settled` of PassProgress. */
export interface WaitNews {
  readonly kind: string;
  readonly reason?: string;
  readonly untilWallMs?: number | undefined;
}

/** Where waits are recorded. */
export interface WaitRecord {
  recordWait(wait: ProgressWait | undefined): void;
}

/**
 * Which wait of a pass is worth telling: connections come and go, servers ask for a second's patience a hundred times, and
 * some who wait never say that they go on. A wait ends with the first item that moves, or with its time.
 */
export class PassWaits {
  readonly #clock: Clock;
  #record: WaitRecord | undefined;
  #wait: ProgressWait | undefined;
  #told: (ProgressWait & { readonly atMs: number }) | undefined;
  #timer = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hear({ kind, reason, untilWallMs }: WaitNews): void {
    if (kind === 'settled' || kind === 'resumed') this.#goOn();
    if (kind === 'waiting' && reason !== undefined) this.#hearWait(reason, untilWallMs);
  }

  /** What was heard before is told now. */
  begin(record: WaitRecord): void {
    this.#record = record;
    this.#tell();
  }

  /** Nothing is told any more: the end of the pass says how it stands. */
  end(): void {
    this.#record = undefined;
    this.#timer.abort();
  }

  #hearWait(reason: string, untilWallMs: number | undefined): void {
    const leftMs = (untilWallMs ?? Number.POSITIVE_INFINITY) - this.#clock.wallMs();
    if (leftMs < toldFromMs) return;
    this.#wait = {
      why: reason,
      ...(untilWallMs === undefined ? {} : { until: Math.ceil(untilWallMs) }),
    };
    this.#tell();
  }

  #tell(): void {
    const wait = this.#wait;
    const nowMs = this.#clock.monotonicMs();
    if (wait === undefined || this.#record === undefined) return;
    const told = this.#told;
    if (told?.why === wait.why && nowMs < told.atMs + tellAgainMs) return;
    this.#told = { ...wait, atMs: nowMs };
    this.#record.recordWait(wait);
    if (wait.until !== undefined) void this.#endAt(wait.until);
  }

  async #endAt(untilWallMs: number): Promise<void> {
    this.#timer.abort();
    const timer = new AbortController();
    this.#timer = timer;
    const leftMs = untilWallMs - this.#clock.wallMs();
    await this.#clock.sleep(Math.max(0, leftMs), timer.signal).catch(() => undefined);
    if (timer.signal.aborted) return;
    const isPutOff = (this.#wait?.until ?? 0) > this.#clock.wallMs();
    if (isPutOff) {
      this.#told = undefined;
      this.#tell();
    } else this.#goOn();
  }

  #goOn(): void {
    this.#timer.abort();
    this.#wait = undefined;
    if (this.#told === undefined) return;
    this.#told = undefined;
    this.#record?.recordWait(undefined);
  }
}
