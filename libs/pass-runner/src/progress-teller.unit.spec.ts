import { evolveLedger, initialLedger, type LedgerEvent, packIds } from '@mailhaul/domain';
import { expect, it } from 'vitest';
import { ProgressTeller } from './progress-teller.ts';

function excluded(reason: string): LedgerEvent {
  return {
    type: 'ItemsSettled',
    data: { e: 1, f: 0, unwritten: [['excluded', reason, packIds([7])]] },
  };
}

it('that another filter leaves an item out is news, though no count is another', () => {
  const ledger = initialLedger();
  const teller = new ProgressTeller(ledger, { monotonicMs: () => 0 });
  const told = (event: LedgerEvent) => {
    evolveLedger(ledger, event);
    teller.after(event);
    return teller.last({ always: false }).map(({ data }) => data.excludedFor);
  };
  evolveLedger(ledger, {
    type: 'FolderMapped',
    data: { e: 1, f: 0, t: 0, tg: 1, before: 0 },
    sealed: { sourceId: 'i', sourcePath: ['A'], targetId: 'i', targetPath: ['A'] },
  });
  teller.after(excluded('older-than-filter'));
  expect(told(excluded('larger-than-filter'))).toEqual([{ 'larger-than-filter': 1 }]);
  expect(told(excluded('larger-than-filter'))).toEqual([]);
  expect(told(excluded('older-than-filter'))).toEqual([{ 'older-than-filter': 1 }]);
});
