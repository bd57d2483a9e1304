import { named, parseSize, parseWhole } from './option-values.ts';

/** How hard each server may be worked, as typed. */
export interface RawBudgets {
  readonly maxRate?: string;
  readonly maxOperations?: string;
}

/** Shared by all connections to one server. */
export interface Budgets {
  readonly bytesPerSecond?: number;
  readonly operationsPerSecond?: number;
}

const operationsMax = 100_000;

/** @throws UsageError */
export function readBudgets({ maxRate, maxOperations }: RawBudgets): Budgets {
  return {
    ...(maxRate === undefined
      ? {}
      : { bytesPerSecond: named('--max-rate', () => parseSize(maxRate)) }),
    ...(maxOperations === undefined
      ? {}
      : {
          operationsPerSecond: named('--max-operations', () =>
            parseWhole(maxOperations, { min: 1, max: operationsMax }),
          ),
        }),
  };
}
