import type { ExpectedItem } from './match-expected.ts';
import type { BatchView } from './pass-ledger.ts';

/** Items of a batch that should be at the target and whose place is not known. */
export function expectedOf(batch: BatchView): ExpectedItem[] {
  const expected: ExpectedItem[] = [];
  for (const [index, row] of batch.items().entries()) {
    const isSettled = batch.isUnlocated(row.row);
    if (!isSettled && !(batch.isOpen && row.standing === 'intended')) continue;
    const upper = batch.upper > 0 ? batch.upper : Number.POSITIVE_INFINITY;
    const { size, epochSeconds, hash } = row;
    const { b, fence } = batch;
    expected.push({ b, index, fence, upper, size, epochSeconds, hash, isSettled });
  }
  return expected;
}
