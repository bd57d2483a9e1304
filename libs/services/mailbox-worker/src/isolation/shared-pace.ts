import { PaceGovernors } from '@mailhaul/connector-registry';
import type { Clock } from '@mailhaul/kernel';
import type { PaceBudgets } from './pass-assignment.ts';

/**
 * The governors of one thread, by budget: passes of a tenant to one server share one where their budgets are equal. Threads
 * know nothing of each other, so each keeps to its share and together they never pass the budget.
 */
export class SharedPace {
  readonly #clock: Clock;
  readonly #shares: number;
  readonly #governors = new Map<string, PaceGovernors>();

  constructor(clock: Clock, shares: number) {
    this.#clock = clock;
    this.#shares = shares;
  }

  governorsOf({ bytesPerSecond, operationsPerSecond }: PaceBudgets): PaceGovernors {
    const key = `${bytesPerSecond ?? ''}/${operationsPerSecond ?? ''}`;
    let governors = this.#governors.get(key);
    if (governors === undefined) {
      governors = new PaceGovernors(this.#clock, {
        ...this.#share('bytesPerSecond', bytesPerSecond),
        ...this.#share('operationsPerSecond', operationsPerSecond),
      });
      if (this.#governors.size >= budgetsMax) this.#governors.clear();
      this.#governors.set(key, governors);
    }
    return governors;
  }

  #share(name: keyof PaceBudgets, budget: number | undefined): PaceBudgets {
    return budget === undefined ? {} : { [name]: budget / this.#shares };
  }
}

/** Different budgets that a thread remembers; past it each new pass begins with fresh governors. */
const budgetsMax = 1_000;
