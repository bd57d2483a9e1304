import { PaceGovernors } from '@mailhaul/connector-registry';
import type { Clock } from '@mailhaul/kernel';
import type { PaceBudgets, SideAssignment } from './pass-assignment.ts';

/** What one side of a pass takes part in. */
export interface PaceShare {
  readonly governors: PaceGovernors;
  /** This side's part of its connection's budgets from now on. */
  set(budgets: PaceBudgets): void;
  /** Its pass has ended. */
  leave(): void;
}

interface Shared {
  readonly governors: PaceGovernors;
  readonly parts: Map<object, PaceBudgets>;
}

/**
 * The governors of one thread: passes over one connection share one, whose budgets are the sum of their parts. So all threads of
 * all workers keep to a budget together without knowing of each other, as long as the parts of all passes make up the whole.
 */
export class SharedPace {
  readonly #clock: Clock;
  readonly #unlimited: PaceGovernors;
  readonly #shared = new Map<string, Shared>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#unlimited = new PaceGovernors(clock);
  }

  take(tenant: string, { connectionId, budgets }: SideAssignment): PaceShare {
    if (connectionId === undefined || isUnlimited(budgets)) return this.#nothing;
    const key = `${tenant}.${connectionId}`;
    const shared = this.#shared.get(key) ?? this.#make();
    this.#shared.set(key, shared);
    const part = {};
    const set = (next: PaceBudgets) => {
      shared.parts.set(part, next);
      shared.governors.setBudgets(sumOf(shared.parts.values()));
    };
    set(budgets ?? {});
    return {
      ...{ governors: shared.governors, set },
      leave: () => {
        shared.parts.delete(part);
        if (shared.parts.size > 0) shared.governors.setBudgets(sumOf(shared.parts.values()));
        else this.#shared.delete(key);
      },
    };
  }

  get #nothing(): PaceShare {
    return { governors: this.#unlimited, set: () => undefined, leave: () => undefined };
  }

  #make(): Shared {
    return { governors: new PaceGovernors(this.#clock), parts: new Map() };
  }
}

function isUnlimited({ bytesPerSecond, operationsPerSecond }: PaceBudgets = {}): boolean {
  return bytesPerSecond === undefined && operationsPerSecond === undefined;
}

function sumOf(parts: Iterable<PaceBudgets>): PaceBudgets {
  const sum: { -readonly [K in keyof PaceBudgets]: number } = {};
  for (const { bytesPerSecond, operationsPerSecond } of parts) {
    if (bytesPerSecond !== undefined)
      sum.bytesPerSecond = (sum.bytesPerSecond ?? 0) + bytesPerSecond;
    if (operationsPerSecond !== undefined) {
      sum.operationsPerSecond = (sum.operationsPerSecond ?? 0) + operationsPerSecond;
    }
  }
  return sum;
}
