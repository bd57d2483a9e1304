import { describe, expect, it } from 'vitest';
import {
  begun,
  enumerated,
  hashOf,
  intended,
  item,
  ledgerOf,
  mailboxes,
  mapped,
  opened,
  rowsOf,
  sayingsOf,
  settled,
} from '../spec-support/ledger-stage.ts';
import { packItems } from './item-pack.ts';
import type { ItemsRecoveredData, LedgerEvent } from './ledger-events.ts';
import { packIds } from './packing.ts';

const open = [...begun, intended(0, [1, 2, 3])] as const;

function recovered(data: Partial<ItemsRecoveredData>): LedgerEvent {
  const none = { found: packIds([]), ids: packIds([]), watch: 0 };
  return { type: 'ItemsRecovered', data: { e: 1, b: 0, ...none, ...data } };
}

const ids = (...list: number[]) => packIds(list);

describe('passes', () => {
  it('count; the newest epoch and each epoch’s host are known', () => {
    const ledger = ledgerOf(opened(1), opened(2));
    expect(ledger).toMatchObject({ epoch: 2, passCount: 2, isPassOpen: true, identity: mailboxes });
    expect([...ledger.hosts]).toEqual([
      [1, 'h1'],
      [2, 'h2'],
    ]);
    const closed = ledgerOf(opened(1), { type: 'PassClosed', data: { e: 1, totals: {} } });
    expect(closed.isPassOpen).toBe(false);
  });

  it('tell how they get on, from which nothing is taken', () => {
    const before = [...begun, intended(0, [1, 2, 3])];
    const zero = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 };
    const progressed: LedgerEvent = {
      type: 'PassProgressed',
      data: { e: 1, totals: { ...zero, bytesMigrated: 9 }, bytes: 9, folders: [[0, { m: 7 }]] },
    };
    expect(sayingsOf(ledgerOf(...before, progressed))).toEqual(sayingsOf(ledgerOf(...before)));
  });

  it('keep the target’s profile', () => {
    const profile = { bytes: false, date: true, merges: true };
    const ledger = ledgerOf(opened(1), { type: 'TargetProfiled', data: { e: 1, ...profile } });
    expect(ledger.profile).toEqual(profile);
  });
});

describe('folders', () => {
  it('are numbered in order; two may go into one target folder; a name may change', () => {
    const ledger = ledgerOf(
      opened(1),
      mapped(0, 0),
      mapped(1, 0),
      mapped(2, 1),
      mapped(1, 0, 'new'),
    );
    expect(ledger.folders.map(({ t }) => t)).toEqual([0, 0, 1]);
    expect(ledger.targets.map(({ path }) => path)).toEqual([['t0'], ['t1']]);
    expect(ledger.folders[1]?.names?.sourcePath).toEqual(['new']);
    expect(() => ledgerOf(opened(1), mapped(1, 0))).toThrow(/source folders are numbered/);
    expect(() => ledgerOf(opened(1), mapped(0, 1))).toThrow(/target folders are numbered/);
  });

  it('stand without names once the key is destroyed', () => {
    const ledger = ledgerOf(opened(1), { ...mapped(0, 0), sealed: undefined } as LedgerEvent);
    expect(ledger.folders[0]?.names).toBeUndefined();
    expect(ledger.targets[0]).toMatchObject({ id: '', path: [] });
  });

  it('are verified until they are enumerated again', () => {
    const verified: LedgerEvent = { type: 'FolderVerified', data: { e: 1, f: 0 } };
    expect(ledgerOf(...begun, verified).folders[0]).toMatchObject({ isVerified: true, below: 100 });
    expect(ledgerOf(...begun, verified, enumerated(4)).folders[0]).toMatchObject({
      isVerified: false,
      wasVerified: true,
      count: 4,
      generation: 3,
    });
  });
});

describe('folders left out', () => {
  it('hold as many items as was said last', () => {
    const leftOut = (count: number): LedgerEvent => ({
      type: 'FoldersLeftOut',
      data: { e: 1, count },
    });
    expect(ledgerOf(opened(1)).leftOut).toBe(0);
    expect(ledgerOf(opened(1), leftOut(40), opened(2), leftOut(7)).leftOut).toBe(7);
  });
});

describe('batches', () => {
  it('are open until settled, and are forgotten once every copy has its place', () => {
    const ledger = ledgerOf(...open);
    expect(ledger.nextBatch).toBe(1);
    expect(ledger.batches.get(0)).toMatchObject({
      isOpen: true,
      fence: 10,
      generation: 7,
      epoch: 1,
    });
    const done = ledgerOf(...open, settled({ b: 0, ids: ids(10, 11, 12) }));
    expect(done.batches.size).toBe(0);
    expect([...(done.targets[0]?.claimed ?? [])]).toEqual([10, 11, 12]);
  });

  it('stay while a copy’s place is not known', () => {
    const ledger = ledgerOf(...open, settled({ b: 0, ids: ids(10, 0, 12), after: 13 }));
    expect(rowsOf(ledger)).toEqual(['1:migrated@10', '2:migrated', '3:migrated@12']);
    expect(ledger.batches.get(0)).toMatchObject({ isOpen: false, upper: 13 });
    expect([...(ledger.batches.get(0)?.unlocated ?? [])]).toEqual([1]);
  });

  it('keep reasons and words, and a later success drops the reason', () => {
    const failed: LedgerEvent = {
      ...settled({ b: 0, ids: ids(0, 11, 12), others: [[0, 'failed', 'item-refused']] }),
      sealed: { words: { 1: 'NO' } },
    } as LedgerEvent;
    const [folder] = ledgerOf(...open, failed).folders;
    expect(folder?.reasons.get(0)).toBe('item-refused');
    expect(folder?.words.get(0)).toBe('NO');
    const again = [intended(1, [1]), settled({ b: 1, ids: ids(20) })];
    const later = ledgerOf(...open, failed, ...again);
    expect(later.folders[0]?.reasons.size).toBe(0);
    expect(later.folders[0]?.items.counts).toMatchObject({ migrated: 3, failed: 0, missing: 0 });
  });

  it('take the hash of a streamed item', () => {
    const streamed = intended(0, [item(1, { hash: undefined })]);
    const before = ledgerOf(...begun, streamed);
    expect(before.folders[0]?.items.hash(0)).toBeUndefined();
    const hash = hashOf('all of it');
    const after = ledgerOf(...begun, streamed, settled({ b: 0, ids: ids(10), hash }));
    expect(after.folders[0]?.items.hash(0)).toBe(hash);
  });

  it('of an unknown number cannot be settled', () => {
    expect(() => ledgerOf(...begun, settled({ b: 9 }))).toThrow(/holds no batch 9/);
  });
});

describe('recovery', () => {
  it('adopts, and leaves what it does not name in the air', () => {
    const ledger = ledgerOf(...open, recovered({ found: ids(1), ids: ids(10) }));
    expect(rowsOf(ledger)).toEqual(['1:intended', '2:migrated@10', '3:intended']);
    expect(ledger.batches.get(0)?.isOpen).toBe(true);
    expect(ledger.targets[0]?.claimed.has(10)).toBe(true);
  });

  it('gives the rest up to be copied again', () => {
    const ledger = ledgerOf(...open, recovered({ found: ids(1), ids: ids(10), rest: 'missing' }));
    expect(rowsOf(ledger)).toEqual(['1:missing', '2:migrated@10', '3:missing']);
    expect(ledger.batches.size).toBe(0);
  });

  it('leaves collapsed and doubtful items with their reasons', () => {
    const [folder] = ledgerOf(
      ...open,
      recovered({ collapsed: ids(0), doubtful: ids(1, 2) }),
    ).folders;
    expect([...(folder?.reasons ?? [])]).toEqual([
      [0, 'merged-by-target'],
      [1, 'investigate'],
      [2, 'investigate'],
    ]);
    expect(folder?.items.counts).toMatchObject({ collapsed: 1, doubtful: 2, intended: 0 });
  });

  it('is done with a batch once each settled copy is found or collapsed', () => {
    const unplaced = settled({ b: 0, after: 13 });
    const all = recovered({ found: ids(0, 1), ids: ids(10, 11), collapsed: ids(2) });
    expect(ledgerOf(...open, unplaced, all).batches.size).toBe(0);
  });

  it('drops the reason of an item that is found after all', () => {
    const doubtful = [recovered({ doubtful: ids(0), rest: 'missing' }), intended(1, [1])];
    const found = recovered({ b: 1, found: ids(0), ids: ids(10) });
    const [folder] = ledgerOf(...open, ...doubtful, found).folders;
    expect(folder?.reasons.size).toBe(0);
  });

  it('counts settled copies that are not there any more as lost from the target', () => {
    const unplaced = settled({ b: 0, after: 13 });
    const ledger = ledgerOf(
      ...open,
      unplaced,
      recovered({ found: ids(0), ids: ids(10), rest: 'lost' }),
    );
    expect(ledger.targets[0]?.unlocated).toBe(2);
    expect(ledger.batches.size).toBe(0);
    expect(rowsOf(ledger)).toEqual(['1:migrated@10', '2:migrated', '3:migrated']);
  });
});

describe('the watch', () => {
  const taken = [...open, recovered({ rest: 'missing', watch: 5_000 })];

  it('keeps a batch after it was given up, until it ends', () => {
    expect(ledgerOf(...taken).batches.get(0)).toMatchObject({ isOpen: false, watchUntil: 5_000 });
    const ended: LedgerEvent = { type: 'WatchEnded', data: { e: 1, b: 0 } };
    expect(ledgerOf(...taken, ended).batches.size).toBe(0);
  });

  it('tells surplus that was found from what was removed of it', () => {
    const found: LedgerEvent = {
      type: 'SurplusFound',
      data: { e: 1, t: 0, b: 0, ids: ids(30, 31) },
    };
    const removed: LedgerEvent = {
      type: 'SurplusRemoved',
      data: { e: 1, t: 0, b: 0, ids: ids(31) },
    };
    const ledger = ledgerOf(...taken, found, removed);
    expect(ledger).toMatchObject({ surplusReported: 1, surplusRemoved: 1 });
    expect([...(ledger.targets[0]?.reported ?? [])]).toEqual([30]);
    expect([...(ledger.targets[0]?.surplus ?? [])]).toEqual([30, 31]);
  });
});

describe('a target folder that begins a new generation', () => {
  const regenerated: LedgerEvent = { type: 'TargetRegenerated', data: { e: 1, t: 0, g: 8 } };
  const settledOnes = [...open, settled({ b: 0, ids: ids(10, 0, 12), after: 13 })];
  const inTheAir = intended(1, [4]);

  it('loses every place and every claim, and nothing else', () => {
    const surplus: LedgerEvent = { type: 'SurplusFound', data: { e: 1, t: 0, b: 0, ids: ids(30) } };
    const ledger = ledgerOf(...settledOnes, inTheAir, surplus, regenerated);
    expect(rowsOf(ledger)).toEqual(['1:migrated', '2:migrated', '3:migrated', '4:intended']);
    expect(ledger.targets[0]).toMatchObject({
      generation: 8,
      claimed: new Set(),
      surplus: new Set(),
    });
  });

  it('looks for what was located from its start, in one batch a folder, and for what was begun there too', () => {
    const ledger = ledgerOf(...settledOnes, inTheAir, regenerated);
    const rebased = { generation: 8, fence: 1, upper: 0, isRebased: true };
    expect(ledger.batches.get(0)).toMatchObject({ ...rebased, isOpen: false });
    expect(ledger.batches.get(1)).toMatchObject({ ...rebased, isOpen: true });
    expect(ledger.batches.get(-1)).toMatchObject({ ...rebased, isOpen: false, f: 0 });
    expect([...(ledger.batches.get(-1)?.unlocated ?? [])]).toEqual([0, 2]);
    expect(ledger.nextBatch).toBe(2);
  });

  it('leaves other target folders alone, and numbers its batches on', () => {
    const other = [mapped(1, 1), intended(1, [8], { f: 1 }), settled({ f: 1, b: 1, ids: ids(20) })];
    const otherOne: LedgerEvent = { type: 'TargetRegenerated', data: { e: 1, t: 1, g: 9 } };
    const ledger = ledgerOf(...settledOnes, ...other, regenerated, otherOne);
    expect(rowsOf(ledgerOf(...settledOnes, ...other, regenerated), 1)).toEqual(['8:migrated@20']);
    expect([...ledger.batches.keys()]).toEqual([0, -1, -2]);
    expect(ledger.batches.get(-2)?.f).toBe(1);
  });

  it('makes no batch where nothing was located, and re-bases none of another target folder', () => {
    const elsewhere = [mapped(1, 1), intended(0, [8], { f: 1 })];
    const ledger = ledgerOf(...begun, ...elsewhere, regenerated);
    expect([...ledger.batches.keys()]).toEqual([0]);
    expect(ledger.batches.get(0)).toMatchObject({ fence: 10, generation: 7, isRebased: false });
  });

  it('finds its copies again by recovery of the batch that the fold made', () => {
    const found = recovered({ b: -1, found: ids(0, 1), ids: ids(1, 2) });
    const ledger = ledgerOf(...settledOnes, regenerated, found);
    expect(rowsOf(ledger)).toEqual(['1:migrated@1', '2:migrated', '3:migrated@2']);
    expect([...ledger.batches.keys()]).toEqual([0]);
  });
});

describe('a source folder that begins a new generation', () => {
  const regenerated: LedgerEvent = { type: 'SourceRegenerated', data: { e: 1, f: 0, g: 4 } };
  const rekeyed = (rows: number[], to: number[], done: boolean): LedgerEvent => ({
    type: 'ItemsRekeyed',
    data: { e: 1, f: 0, rows: packIds(rows), ids: packIds(to), done },
  });
  const outcomes = [
    ...begun,
    intended(0, [1, 2]),
    settled({ b: 0, ids: ids(10, 0), others: [[1, 'failed', 'item-refused']] }),
    settled({ unwritten: [['excluded', 'older-than-filter', ids(3)]] }),
  ];

  it('knows no item by its old id', () => {
    const verified: LedgerEvent = { type: 'FolderVerified', data: { e: 1, f: 0 } };
    const [folder] = ledgerOf(...outcomes, verified, regenerated).folders;
    expect([1, 2, 3].map((id) => folder?.items.rowOf(id))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(folder).toMatchObject({ generation: 4, below: 0, isVerified: false });
  });

  it('knows rows by their new ids; one id is of one item', () => {
    const ledger = ledgerOf(...outcomes, regenerated, rekeyed([1, 0], [5, 6], false));
    expect(rowsOf(ledger)).toEqual(['6:migrated@10', '5:failed', '3:excluded']);
    expect(() => ledgerOf(...outcomes, regenerated, rekeyed([0, 1], [5, 5], false))).toThrow(
      /names one item only/,
    );
  });

  it('at the end: what has evidence is gone, what has none is forgotten, what is at the target stays', () => {
    const ledger = ledgerOf(...outcomes, intended(1, [9]), regenerated, rekeyed([], [], true));
    expect(rowsOf(ledger)).toEqual(['1:migrated@10', '2:gone', '3:forgotten', '9:intended']);
  });

  it('makes a new row for an item that is not known by its new id', () => {
    const ledger = ledgerOf(...outcomes, regenerated, rekeyed([], [], true), intended(1, [3]));
    expect(rowsOf(ledger)).toEqual(['1:migrated@10', '2:gone', '3:forgotten', '3:intended']);
  });
});

describe('outcomes without a write', () => {
  it('take size and date where they are told', () => {
    const ledger = ledgerOf(
      ...open,
      settled({ unwritten: [['gone', 'deleted-at-source', ids(2)]] }),
    );
    expect(rowsOf(ledger)).toEqual(['1:intended', '2:gone', '3:intended']);
    expect(ledger.folders[0]?.reasons.get(1)).toBe('deleted-at-source');
  });
});

describe('items found at the target before anything was written', () => {
  it('are migrated and claimed', () => {
    const items = packItems([item(4), item(5)]);
    const ledger = ledgerOf(...begun, {
      type: 'ItemsMatched',
      data: { e: 1, f: 0, items, ids: ids(2, 1) },
    });
    expect(rowsOf(ledger)).toEqual(['4:migrated@2', '5:migrated@1']);
    expect([...(ledger.targets[0]?.claimed ?? [])]).toEqual([2, 1]);
    expect(ledger.folders[0]?.items.hash(0)).toBe(item(4).hash);
  });
});

describe('totals', () => {
  it('count each item once, and the bytes of what is migrated', () => {
    const [folder] = ledgerOf(
      ...open,
      settled({ b: 0, ids: ids(10, 11, 0), others: [[2, 'collapsed', 'merged-by-target']] }),
      settled({ unwritten: [['excluded', 'older-than-filter', ids(4, 5)]] }),
      intended(1, [4]),
      settled({ b: 1, ids: ids(20) }),
    ).folders;
    expect(folder?.items.counts).toEqual({
      intended: 0,
      missing: 0,
      migrated: 3,
      excluded: 1,
      failed: 0,
      gone: 0,
      collapsed: 1,
      doubtful: 0,
      forgotten: 0,
    });
    expect(folder?.items.bytesMigrated).toBe(101 + 102 + 104);
  });

  it('hold over more rows than the first columns take', () => {
    const many = Array.from({ length: 500 }, (_, i) => i + 1);
    const ledger = ledgerOf(
      ...begun,
      intended(0, many),
      settled({ b: 0, ids: packIds(many.map((n) => n + 9)) }),
    );
    expect(ledger.folders[0]?.items.counts.migrated).toBe(500);
    expect(ledger.folders[0]?.items.hash(499)).toBe(item(500).hash);
    expect(rowsOf(ledger)[499]).toBe('500:migrated@509');
  });
});
