import type { PairSide } from '@mailhaul/domain';
import type { PaceBudgets } from './isolation/pass-assignment.ts';
import type { SideToRun } from './pass-to-run.ts';
import { ToldLeases } from './told-leases.ts';

/** How many passes go over a connection over all workers, as a scheduler counts them. */
export interface ConnectionLeases {
  readonly tenant: string;
  readonly connectionId: string;
  readonly leases: number;
}

/** A pass as far as its connections' budgets go. */
export interface BudgetedSlot {
  readonly lease: { readonly tenant: string };
  /** Undefined: not known yet. */
  readonly sides: Readonly<Record<PairSide, Budgeted>> | undefined;
  paceSide(side: PairSide, budgets: PaceBudgets): void;
}

export type Budgeted = Pick<SideToRun, 'connectionId' | 'budgets'>;

/**
 * Shares the bytes and commands a second of a connection out among the passes that go over it, as `JobPaces` does with those of a
 * job: each has an equal part, by what the schedulers said last of all workers.
 */
export class ConnectionPaces {
  readonly #told = new ToldLeases();

  hear(connections: readonly ConnectionLeases[]): void {
    for (const { leases, ...place } of connections) this.#told.hear(keyOf(place), leases);
  }

  share(slots: Iterable<BudgetedSlot>): void {
    const users = [...slots].flatMap(usersIn);
    const byConnection = Map.groupBy(users, ({ key }) => key);
    this.#told.keepOnly(byConnection);
    for (const [key, own] of byConnection) {
      const passes = this.#told.of(key, own.length);
      for (const { slot, side, budgets } of own) slot.paceSide(side, partOf(budgets, passes));
    }
  }
}

interface User {
  readonly key: string;
  readonly slot: BudgetedSlot;
  readonly side: PairSide;
  readonly budgets: PaceBudgets;
}

/** A connection that is both sides of a pass is used twice by it, as the schedulers count. */
function usersIn(slot: BudgetedSlot): readonly User[] {
  const { sides, lease } = slot;
  if (sides === undefined) return [];
  return (['source', 'target'] as const).map((side) => {
    const { connectionId, budgets } = sides[side];
    return { key: keyOf({ tenant: lease.tenant, connectionId }), slot, side, budgets };
  });
}

function partOf({ bytesPerSecond, operationsPerSecond }: PaceBudgets, passes: number): PaceBudgets {
  return {
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond: bytesPerSecond / passes }),
    ...(operationsPerSecond === undefined
      ? {}
      : { operationsPerSecond: operationsPerSecond / passes }),
  };
}

function keyOf({ tenant, connectionId }: Omit<ConnectionLeases, 'leases'>): string {
  return `${tenant}.${connectionId}`;
}
