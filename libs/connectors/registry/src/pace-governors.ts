import { PaceGovernor, type PaceOptions, type RateBudgets } from '@mailhaul/connector-decorators';
import { type Clock, assert } from '@mailhaul/kernel';
import type { ConnectionSettings } from './connection-settings.ts';

/** More endpoints than this in one process are a mistake, not a migration. */
const endpointsMax = 100_000;

/** One governor for each tenant and endpoint, made when first asked for: what all its mailboxes share in a process. */
export class PaceGovernors {
  readonly #clock: Clock;
  #options: Partial<PaceOptions>;
  readonly #governors = new Map<string, PaceGovernor>();

  constructor(clock: Clock, options: Partial<PaceOptions> = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** What each endpoint is kept to. */
  get budgets(): RateBudgets {
    const { operationsPerSecond, bytesPerSecond } = this.#options;
    return {
      ...(operationsPerSecond === undefined ? {} : { operationsPerSecond }),
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    };
  }

  /** Of each endpoint, from now on. */
  setBudgets(budgets: RateBudgets): void {
    const { operationsPerSecond: _operations, bytesPerSecond: _bytes, ...rest } = this.#options;
    this.#options = { ...rest, ...budgets };
    for (const governor of this.#governors.values()) governor.setBudgets(budgets);
  }

  governorOf(tenant: string, settings: Pick<ConnectionSettings, 'host' | 'port'>): PaceGovernor {
    const key = JSON.stringify([tenant, settings.host, settings.port]);
    const known = this.#governors.get(key);
    if (known !== undefined) return known;
    assert(this.#governors.size < endpointsMax, 'too many endpoints');
    const made = new PaceGovernor(this.#clock, this.#options);
    this.#governors.set(key, made);
    return made;
  }
}
