import {
  type Bus,
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
 * Whether the read models have everything that was in the log when reporting began. Where they were lost they are made anew,
 * and until that is done what is not in them may be there all the same: nobody may be told that it is not.
 */
export class ShownLog {
  readonly #options: ShownLogOptions;
  #isCurrent = false;

  constructor(options: ShownLogOptions) {
    this.#options = options;
  }

  /** @throws {ApiProblem} they are still being made. */
  async need(): Promise<void> {
    if (this.#isCurrent) return;
    const { clock, waitMsMax } = this.#options;
    const endMs = clock.monotonicMs() + waitMsMax;
    while (!(await this.isServed())) {
      if (clock.monotonicMs() >= endMs) throw listsBehind();
      await clock.sleep(pollMs);
    }
  }

  /** Where reporting is silent, what it once made is served as it stands. */
  async isServed(): Promise<boolean> {
    if (this.#isCurrent) return true;
    const { bus, readStore } = this.#options;
    try {
      const answer = await bus.request(subjects.reportingState, {}, askMsMax);
      ({ isCurrent: this.#isCurrent } = reportingStateSchema.parse(answer));
      return this.#isCurrent;
    } catch (error) {
      const isSilent = [NoResponder, RequestTimedOut, RequestRefused].some(
        (kind) => error instanceof kind,
      );
      if (!isSilent) throw error;
      return (await readStore.checkpoint('live')) !== undefined;
    }
  }
}

export function listsBehind(): ApiProblem {
  return new ApiProblem('lists-behind', { headers: { 'Retry-After': '5' } });
}
