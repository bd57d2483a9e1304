import { type Clock, systemClock } from '@mailhaul/kernel';

/** A sleeper is really kept waiting so long at most: enough for sockets to say what they have to say. */
const realSleepMsMax = 5;
/** Whoever waits this long waits for a server to make up its mind: a connection is made in that time, also on a busy machine. */
const patientMs = 5_000;
const realPatienceMsMax = 40;

/**
 * The machine's time, with the waits left out: who sleeps longer than a few milliseconds finds the clock moved on by
 * what is missing. For an engine that waits minutes for a dead writer's last bytes; connectors and servers keep
 * the machine's time.
 */
export class LeapingClock implements Clock {
  #aheadMs = 0;

  wallMs(): number {
    return systemClock.wallMs() + this.#aheadMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.#aheadMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const wakeMs = this.monotonicMs() + ms;
    const realMsMax = ms < patientMs ? realSleepMsMax : realPatienceMsMax;
    await systemClock.sleep(Math.min(ms, realMsMax), signal);
    this.leap(wakeMs - this.monotonicMs());
  }

  /** Nothing of ours happens in this time. */
  leap(ms: number): void {
    this.#aheadMs += Math.max(0, ms);
  }
}
