import type { ItemTable } from './item-table.ts';

/** Orders rows; 0 where they belong into one group. */
export type RowOrder = (a: number, b: number) => number;

export interface RowGroup {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
}

/** Rows that `order` calls equal, from both sides, group by group; inside a group ascending. One side may be empty. */
export function* alignRows(
  sources: Iterable<number>,
  targets: Iterable<number>,
  order: RowOrder,
): Generator<RowGroup> {
  const left = Uint32Array.from(sources).sort(order);
  const right = Uint32Array.from(targets).sort(order);
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const head = smaller(left[l], right[r], order);
    const leftEnd = endOfRun(left, { from: l, head }, order);
    const rightEnd = endOfRun(right, { from: r, head }, order);
    yield { sources: left.subarray(l, leftEnd), targets: right.subarray(r, rightEnd) };
    l = leftEnd;
    r = rightEnd;
  }
}

export function rowOrders(table: ItemTable) {
  // Where bytes are made anew their number says nothing; where both systems know more than mail, what an item is does.
  const { survival } = table;
  const kindOf = (row: number) =>
    survival?.areLikenessesTold === true ? (table.kinds[row] ?? 0) : 0;
  const bySize: RowOrder = (a, b) =>
    survival === undefined ? table.size(a) - table.size(b) : kindOf(a) - kindOf(b);
  const byDate: RowOrder = (a, b) => table.date(a) - table.date(b);
  const byHash: RowOrder = (a, b) => compareBigints(table.hash(a), table.hash(b));
  const bySizeAndDate: RowOrder = (a, b) => bySize(a, b) || byDate(a, b);
  return {
    bySize,
    byDate,
    bySizeAndDate,
    bySizeAndHash: (a: number, b: number) => bySize(a, b) || byHash(a, b),
    byDateAndHash: (a: number, b: number) => byDate(a, b) || byHash(a, b),
    bySizeDateAndHash: (a: number, b: number) => bySizeAndDate(a, b) || byHash(a, b),
  };
}

function smaller(a: number | undefined, b: number | undefined, order: RowOrder): number {
  if (a === undefined) return b ?? 0;
  if (b === undefined) return a;
  return order(a, b) <= 0 ? a : b;
}

function endOfRun(rows: Uint32Array, run: { from: number; head: number }, order: RowOrder): number {
  let end = run.from;
  for (let row = rows[end]; row !== undefined && order(row, run.head) === 0; row = rows[end]) {
    end += 1;
  }
  return end;
}

function compareBigints(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
