import {
  type Bus,
  type LogPosition,
  NoResponder,
  type ReadStore,
  RequestRefused,
  RequestTimedOut,
} from '@mailhaul/application';
import { reportingStateSchema, subjects } from '@mailhaul/contracts';
import type { Clock } from '@mailhaul/kernel';
import { ApiProblem } from '../http/api-problem.ts';

export interface ShownLogOptions {
  readonly bus: Bus;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  /** How long a request waits for what is missing. */
  readonly waitMsMax: number;
}

const askMsMax = 1_000;
const pollMs = 50;

/**
 * Whether the read models have everything that was in the log when reporting began, and all that they had since. Where they were lost
 * they are made anew, and until that is done what is not in them may be there all the same: nobody may be told that it is not.
 */
export class ShownLog {
  readonly #options: ShownLogOptions;
  #isCurrent = false;
  /** Up to where they have once been served. */
  #seen: LogPosition | undefined;
  #share: number | undefined;

  constructor(options: ShownLogOptions) {
    this.#options = options;
  }

  /** @throws {ApiProblem} they are still being made. */
  async need(): Promise<void> {
    const { clock, waitMsMax } = this.#options;
    const endMs = clock.monotonicMs() + waitMsMax;
    while (!(await this.isServed())) {
      if (clock.monotonicMs() >= endMs) throw listsBehind(this.#share);
      await clock.sleep(pollMs);
    }
  }

  /** Where reporting is silent, what it once made is served as it stands. */
  async isServed(): Promise<boolean> {
    const { bus, readStore } = this.#options;
    const present = await readStore.checkpoint('live');
    const hasAll = this.#seen === undefined || (present !== undefined && present >= this.#seen);
    if (hasAll && this.#isCurrent) {
      this.#seen = present;
      return true;
    }
    try {
      const answer = await bus.request(subjects.reportingState, {}, askMsMax);
      const { isCurrent, share } = reportingStateSchema.parse(answer);
      this.#share = share;
      // It may not have noticed yet that they are gone.
      this.#isCurrent = isCurrent && hasAll;
      return this.#isCurrent;
    } catch (error) {
      const isSilent = [NoResponder, RequestTimedOut, RequestRefused].some(
        (kind) => error instanceof kind,
      );
      if (!isSilent) throw error;
      return hasAll && present !== undefined;
    }
  }
}

/** With the share of what is to be made again, where that is known. */
export function listsBehind(share?: number): ApiProblem {
  const percent = Math.floor(100 * (share ?? 0));
  return new ApiProblem('lists-behind', {
    headers: { 'Retry-After': '5' },
    ...(share === undefined
      ? {}
      : { detail: `The lists are being made again from the log: ${percent} % done.` }),
  });
}
