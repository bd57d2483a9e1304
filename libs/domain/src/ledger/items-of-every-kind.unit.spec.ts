import { describe, expect, it } from 'vitest';
import {
  begun,
  enumerated,
  intended,
  ledgerOf,
  mapped,
  opened,
  sayingsOf,
} from '../spec-support/ledger-stage.ts';
import type { LedgerEvent } from './ledger-events.ts';

describe('forms', () => {
  it('are those of the last enumeration that says any; of a folder that never did, MIME', () => {
    const forms = ['exchange-item', 'mime'];
    const before = [opened(1), mapped(0, 0), enumerated(9)];
    expect(ledgerOf(...before).folders[0]?.forms).toEqual(['mime']);
    const more: LedgerEvent = {
      type: 'FolderEnumerated',
      data: { e: 1, f: 0, g: 1, below: 9, count: 8, forms },
    };
    expect(ledgerOf(...before, more).folders[0]?.forms).toEqual(forms);
    expect(ledgerOf(...before, more, enumerated(12)).folders[0]?.forms).toEqual(forms);
  });
});

describe('a batch with markers', () => {
  const plain = intended(0, [1, 2, 3]);
  const marked = { ...plain, data: { ...plain.data, m: true } } as LedgerEvent;

  it('knows where its items stood, whatever becomes of their folder', () => {
    const was = { generation: ledgerOf(...begun).folders[0]?.generation, ids: [1, 2, 3] };
    const renumbered: LedgerEvent = { type: 'SourceRegenerated', data: { e: 1, f: 0, g: 77 } };
    for (const events of [[marked], [marked, renumbered]]) {
      const batch = ledgerOf(...begun, ...events).batches.get(0);
      const known = batch?.marked && { ...batch.marked, ids: [...batch.marked.ids] };
      expect(known).toMatchObject(was);
      expect(known?.sourceId).not.toBe('');
    }
  });

  it('is none where the log does not say so, as in every log before', () => {
    expect(ledgerOf(...begun, plain).batches.get(0)?.marked).toBeUndefined();
  });
});

describe('what connectors keep', () => {
  it('changes nothing in the fold', () => {
    const kept: LedgerEvent = {
      type: 'MemoryKept',
      data: { e: 1, side: 'source' },
      sealed: { key: 'folder', entry: 'AA==' },
    };
    expect(sayingsOf(ledgerOf(...begun, kept))).toEqual(sayingsOf(ledgerOf(...begun)));
  });
});
