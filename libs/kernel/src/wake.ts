import type { Clock } from './clock.ts';

/** Lets one loop sleep until something happens or some time is over. What happened while nobody slept ends the next sleep. */
export class Wake {
  #isDue = false;
  #end: (() => void) | undefined;

  now(): void {
    this.#isDue = true;
    this.#end?.();
  }

  async sleep(clock: Clock, ms: number): Promise<void> {
    if (!this.#isDue) {
      const woken = new AbortController();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#end = resolve;
      // A sleep that is called off rejects; that is its end as well.
      const slept = clock.sleep(ms, woken.signal).catch(() => undefined);
      await Promise.race([promise, slept]);
      this.#end = undefined;
      woken.abort(new Error('woken'));
    }
    this.#isDue = false;
  }
}
