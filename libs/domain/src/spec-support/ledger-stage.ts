import { AssertionFailure, type ContentHash, contentHashOf } from '@mailhaul/kernel';
import { expect } from 'vitest';
import { evolveLedger } from '../ledger/evolve-ledger.ts';
import { type LedgerItem, packItems } from '../ledger/item-pack.ts';
import { initialLedger, type Ledger } from '../ledger/ledger.ts';
import type { ItemsIntendedData, ItemsSettledData, LedgerEvent } from '../ledger/ledger-events.ts';

export function ledgerOf(...events: readonly LedgerEvent[]): Ledger {
  return events.reduce(evolveLedger, initialLedger());
}

/** Everything a ledger says, as plain values. */
export function sayingsOf(ledger: Ledger): unknown {
  const { folders, ...rest } = ledger;
  return structuredClone({ ...rest, folders: folders.map((_, f) => folderSayings(ledger, f)) });
}

function folderSayings(ledger: Ledger, f: number): unknown {
  const { items, ...rest } = ledger.folders[f] as Ledger['folders'][number];
  const { counts, bytesMigrated } = items;
  return { ...rest, counts, bytesMigrated, rows: rowsOf(ledger, f) };
}

/** `id:standing` or `id:standing@target id`, row by row. */
export function rowsOf(ledger: Ledger, f = 0): string[] {
  const { items } = ledger.folders[f] as Ledger['folders'][number];
  return Array.from({ length: items.rowCount }, (_, row) => {
    const at = items.targetId(row) === 0 ? '' : `@${items.targetId(row)}`;
    return `${items.sourceId(row)}:${items.standing(row)}${at}`;
  });
}

type Decided = LedgerEvent | { readonly kind: 'rejected'; readonly reason: string };

/** Given events, when decided, then an event, a rejection or a broken assertion. Deciding alters nothing. */
export function given(...events: readonly LedgerEvent[]) {
  return {
    when(decide: (ledger: Ledger) => Decided) {
      const ledger = ledgerOf(...events);
      const before = sayingsOf(ledger);
      const outcome = attempt(() => decide(ledger));
      expect(sayingsOf(ledger)).toEqual(before);
      return {
        then(expected: LedgerEvent) {
          expect(outcome).toEqual({ decided: expected });
        },
        thenRejected(reason: string) {
          expect(outcome).toEqual({ decided: { kind: 'rejected', reason } });
        },
        thenAsserted(words: RegExp) {
          expect(outcome).toEqual({ broken: expect.stringMatching(words) as unknown });
        },
        /** The rows of a folder once the decided event is folded. */
        thenRows(f = 0): string[] {
          if (!('decided' in outcome) || 'kind' in outcome.decided) throw new Error('no event');
          return rowsOf(evolveLedger(ledger, outcome.decided), f);
        },
      };
    },
  };
}

function attempt(decide: () => Decided): { decided: Decided } | { broken: string } {
  try {
    return { decided: decide() };
  } catch (error) {
    if (!(error instanceof AssertionFailure)) throw error;
    return { broken: error.message };
  }
}

export function hashOf(text: string): ContentHash {
  return contentHashOf(Buffer.from(text));
}

export function item(sourceId: number, changes: Partial<LedgerItem> = {}): LedgerItem {
  const hash = hashOf(`item ${sourceId}`);
  return { sourceId, size: 100 + sourceId, epochSeconds: 1_000 + sourceId, hash, ...changes };
}

export const mailboxes = { source: 'imap://ann@old', target: 'imap://ann@new' };

export function opened(e: number, sealed: typeof mailboxes | undefined = mailboxes): LedgerEvent {
  return { type: 'PassOpened', data: { e, worker: `w${e}`, host: `h${e}`, at: e * 1_000 }, sealed };
}

export const targetGeneration = 7;

export function mapped(f: number, t: number, name = `folder ${f}`): LedgerEvent {
  return {
    type: 'FolderMapped',
    data: { e: 1, f, t, tg: targetGeneration, before: 0 },
    sealed: { sourceId: name, sourcePath: [name], targetId: `t${t}`, targetPath: [`t${t}`] },
  };
}

export function enumerated(count: number, f = 0): LedgerEvent {
  return { type: 'FolderEnumerated', data: { e: 1, f, g: 3, below: 100, count, bytes: 5_000 } };
}

export function intended(
  b: number,
  sourceIds: readonly (number | LedgerItem)[],
  changes: Partial<ItemsIntendedData> = {},
): LedgerEvent {
  const items = sourceIds.map((one) => (typeof one === 'number' ? item(one) : one));
  return {
    type: 'ItemsIntended',
    data: {
      e: 1,
      b,
      f: 0,
      tg: targetGeneration,
      fence: 10,
      notAfter: 9_000,
      drain: 500,
      items: packItems(items),
      ...changes,
    },
  };
}

export function settled(data: Partial<ItemsSettledData>): LedgerEvent {
  return { type: 'ItemsSettled', data: { e: 1, f: 0, ...data } };
}

/** A pass is open, and source folder 0 goes to target folder 0. */
export const begun = [opened(1), mapped(0, 0), enumerated(3)] as const;
