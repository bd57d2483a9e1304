import type { PairActionResult } from '@mailhaul/contracts';

type Refused = PairActionResult['refused'][number];

export interface RefusalGroup {
  readonly message: string;
  readonly rows: readonly Refused[];
}

/** The rows that refused by their reason, the one that most of them share first. */
export function refusalGroups(refused: readonly Refused[]): readonly RefusalGroup[] {
  return [...Map.groupBy(refused, ({ message }) => message)]
    .map(([message, rows]) => ({ message, rows }))
    .toSorted((a, b) => b.rows.length - a.rows.length);
}
