import { describe, expect, it } from 'vitest';
import { begun, intended, ledgerOf, settled } from '../spec-support/ledger-stage.ts';
import { reasonAt } from './ledger.ts';
import type { LedgerEvent } from './ledger-events.ts';
import { packIds } from './packing.ts';

const ids = (...list: number[]) => packIds(list);
const excluded = (reason: string, ...list: number[]): LedgerEvent =>
  settled({ unwritten: [['excluded', reason, ids(...list)]] });

function countsAfter(...events: readonly LedgerEvent[]): Record<string, number> {
  const [folder] = ledgerOf(...begun, ...events).folders;
  return Object.fromEntries(folder?.items.excludedFor ?? []);
}

describe('excluded items', () => {
  it('are counted by why they are', () => {
    const events = [excluded('older-than-filter', 1, 2), excluded('mail-by-filter', 3)];
    expect(countsAfter(...events)).toEqual({ 'older-than-filter': 2, 'mail-by-filter': 1 });
  });

  it('change their reason when another filter leaves them out, and are counted once', () => {
    const ledger = ledgerOf(
      ...begun,
      excluded('older-than-filter', 1),
      excluded('mail-by-filter', 1),
    );
    const [folder] = ledger.folders;
    expect(Object.fromEntries(folder?.items.excludedFor ?? [])).toEqual({ 'mail-by-filter': 1 });
    expect(folder && reasonAt(folder, 0)).toBe('mail-by-filter');
    expect(folder?.items.counts.excluded).toBe(1);
  });

  it('are none any more once they are taken, gone or failed', () => {
    const events = [excluded('older-than-filter', 1, 2, 3), intended(0, [1])];
    const later = settled({
      unwritten: [
        ['gone', 'deleted-at-source', ids(2)],
        ['failed', 'item-refused', ids(3)],
      ],
    });
    expect(countsAfter(...events, later)).toEqual({});
    const [folder] = ledgerOf(...begun, ...events, later).folders;
    expect([0, 1, 2].map((row) => folder && reasonAt(folder, row))).toEqual([
      undefined,
      'deleted-at-source',
      'item-refused',
    ]);
  });

  it('grow with the table, a byte each', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => i + 1);
    const counts = countsAfter(
      excluded('a', ...many.slice(0, 500)),
      excluded('b', ...many.slice(500)),
    );
    expect(counts).toEqual({ a: 500, b: 500 });
  });

  it('in folders without rows are known by reason where the log tells it', () => {
    const told = (data: object): LedgerEvent => ({
      type: 'FoldersLeftOut',
      data: { e: 1, count: 7, ...data },
    });
    const told7 = { 'folder-excluded': 7 };
    expect(ledgerOf(...begun, told({ for: told7 }))).toMatchObject({
      leftOut: 7,
      leftOutFor: told7,
    });
    const old = ledgerOf(...begun, told({ for: told7 }), told({}));
    expect(old.leftOutFor).toEqual({});
  });
});
