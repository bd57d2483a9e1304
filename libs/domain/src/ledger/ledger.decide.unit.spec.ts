import { describe, expect, it } from 'vitest';
import {
  begun,
  given,
  hashOf,
  intended,
  item,
  mailboxes,
  mapped,
  opened,
  settled,
  targetGeneration,
} from '../spec-support/ledger-stage.ts';
import { evolveLedger } from './evolve-ledger.ts';
import { packItems } from './item-pack.ts';
import {
  decideIntendItems,
  decideMatchItems,
  decideOpenPass,
  decideRecoverBatch,
  decideSettleBatch,
  decideSettleUnwritten,
  type IntendItems,
  type ItemResult,
  type RecoverBatch,
} from './ledger.decide.ts';
import { initialLedger } from './ledger.ts';
import type { LedgerEvent } from './ledger-events.ts';
import { PackReader, packIds } from './packing.ts';

describe('open pass', () => {
  const open = { worker: 'w', host: 'h', atWallMs: 5, identity: mailboxes };
  const openedBy = (e: number): LedgerEvent => ({
    type: 'PassOpened',
    data: { e, worker: 'w', host: 'h', at: 5 },
    sealed: mailboxes,
  });

  it('counts the epoch on from the newest', () => {
    given()
      .when((ledger) => decideOpenPass(ledger, open))
      .then(openedBy(1));
    given(opened(1), opened(2))
      .when((ledger) => decideOpenPass(ledger, open))
      .then(openedBy(3));
  });

  it.each(['source', 'target'] as const)('keeps in mind that the %s has another name', (side) => {
    const identity = { ...mailboxes, [side]: 'imap://bob@old' };
    given(opened(1))
      .when((ledger) => decideOpenPass(ledger, { ...open, identity }))
      .then({ ...openedBy(2), sealed: identity } as LedgerEvent);
    const renamed = { ...opened(2), sealed: identity } as LedgerEvent;
    const fold = (...events: readonly LedgerEvent[]) =>
      events.reduce(evolveLedger, initialLedger());
    expect([...fold(opened(1), renamed).unproven]).toEqual([side]);
    // Also when it is called as before again, or when the pass that was to look died.
    expect([...fold(opened(1), renamed, opened(3)).unproven]).toEqual([side]);
    const proven: LedgerEvent = { type: 'MailboxesProven', data: { e: 2 } };
    expect(fold(opened(1), renamed, proven)).toMatchObject({
      unproven: new Set(),
      identity,
      sourceAtFirst: mailboxes.source,
    });
  });

  it('opens where the key of the identities is destroyed', () => {
    given({ ...opened(1), sealed: undefined } as LedgerEvent)
      .when((ledger) => decideOpenPass(ledger, open))
      .then(openedBy(2));
  });
});

describe('intend', () => {
  const fence = { generation: targetGeneration, nextId: 10 };
  const intend = (changes: Partial<IntendItems> = {}) => ({
    b: 0,
    f: 0,
    fence,
    notAfterWallMs: 8_999.5,
    drainMs: 499.2,
    items: [item(1), item(2, { hash: undefined })],
    ...changes,
  });

  it('names the items, the fence and the deadline, in whole milliseconds', () => {
    given(...begun)
      .when((ledger) => decideIntendItems(ledger, intend()))
      .then(intended(0, [1, item(2, { hash: undefined })]));
  });

  it('says how old an answer of the ledger lets its last bytes go, and the fold keeps it', () => {
    given(...begun)
      .when((ledger) => decideIntendItems(ledger, intend({ answerAgeMs: 10_000 })))
      .then(intended(0, [1, item(2, { hash: undefined })], { fresh: 10_000 }));
    const ledger = initialLedger();
    for (const event of [...begun, intended(0, [1], { fresh: 10_000 }), intended(1, [2])])
      evolveLedger(ledger, event);
    expect(ledger.batches.get(0)?.fresh).toBe(10_000);
    expect(ledger.batches.get(1)?.fresh).toBeUndefined();
  });

  it('needs items, and a fence of the target folder’s generation', () => {
    given(...begun)
      .when((ledger) => decideIntendItems(ledger, intend({ items: [] })))
      .thenAsserted(/has items/);
    const stale = { generation: targetGeneration - 1, nextId: 10 };
    given(...begun)
      .when((ledger) => decideIntendItems(ledger, intend({ fence: stale })))
      .thenAsserted(/fence is of the folder/);
  });

  it('needs folders that the ledger knows', () => {
    given(...begun)
      .when((ledger) => decideIntendItems(ledger, intend({ f: 1 })))
      .thenAsserted(/no source folder 1/);
  });

  const again = (...after: LedgerEvent[]) =>
    given(...begun, intended(0, [1, 2]), ...after).when((ledger) =>
      decideIntendItems(ledger, intend({ b: 1, items: [item(5), item(1)] })),
    );

  it('never writes an item again that is in the air, migrated or collapsed', () => {
    again().thenAsserted(/item 1 is intended/);
    again(settled({ b: 0, ids: packIds([10, 11]) })).thenAsserted(/item 1 is migrated/);
    const collapsed = settled({ b: 0, others: [[0, 'collapsed', 'merged-by-target']] });
    again(collapsed).thenAsserted(/item 1 is collapsed/);
  });

  it.each(['missing', 'failed', 'excluded', 'gone'] as const)('writes what is %s', (standing) => {
    const rows = again(settled({ b: 0, others: [[0, standing, 'why']] })).thenRows();
    expect(rows).toEqual(['1:intended', '2:migrated', '5:intended']);
  });
});

describe('settle', () => {
  const open = [...begun, intended(0, [1, 2, 3])] as const;
  const written = (...ids: (number | undefined)[]): ItemResult[] =>
    ids.map((id) => ({ kind: 'written', id }));
  const settle =
    (results: readonly ItemResult[], more: object = {}) =>
    (ledger: Parameters<typeof decideSettleBatch>[0]) =>
      decideSettleBatch(ledger, { b: 0, results, ...more });

  it('keeps the target ids in the batch’s order', () => {
    const ids = given(...open).when(settle(written(12, 10, 11)));
    ids.then(settled({ b: 0, ids: packIds([12, 10, 11]) }));
    expect(ids.thenRows()).toEqual(['1:migrated@12', '2:migrated@10', '3:migrated@11']);
  });

  it('keeps an upper fence where ids are not known', () => {
    const bounded = given(...open).when(
      settle(written(undefined, undefined, undefined), { upperId: 13 }),
    );
    bounded.then(settled({ b: 0, after: 13 }));
    expect(bounded.thenRows()).toEqual(['1:migrated', '2:migrated', '3:migrated']);
  });

  it('keeps other outcomes with their reasons, and the server’s words sealed by source id', () => {
    const failed = { kind: 'other', standing: 'failed', reason: 'item-refused' } as const;
    const missing = { kind: 'other', standing: 'missing', reason: 'not-written' } as const;
    const mixed = given(...open).when(
      settle([{ ...failed, words: 'NO [LIMIT]' }, ...written(10), missing]),
    );
    mixed.then({
      ...settled({
        b: 0,
        ids: packIds([0, 10, 0]),
        others: [
          [0, 'failed', 'item-refused'],
          [2, 'missing', 'not-written'],
        ],
      }),
      sealed: { words: { 1: 'NO [LIMIT]' } },
    } as LedgerEvent);
    expect(mixed.thenRows()).toEqual(['1:failed', '2:migrated@10', '3:missing']);
  });

  it.each([
    ['is claimed already', [20, 11, 12], 0],
    ['is given twice', [10, 11, 10], 2],
  ] as const)('takes an id that %s for a merge with an equal item', (_, ids, merged) => {
    const claimed = [intended(1, [8]), settled({ b: 1, ids: packIds([20]) })];
    const kept = ids.map((id, index) => (index === merged ? 0 : id));
    given(...open, ...claimed)
      .when(settle(written(...ids)))
      .then(
        settled({ b: 0, ids: packIds(kept), others: [[merged, 'collapsed', 'merged-by-target']] }),
      );
  });

  it('keeps the hash of a streamed item', () => {
    const streamed = intended(0, [item(1, { hash: undefined })]);
    const hash = hashOf('all of it');
    given(...begun, streamed)
      .when(settle(written(10), { hash }))
      .then(settled({ b: 0, ids: packIds([10]), hash }));
  });

  it('settles a batch once, with a result for every item', () => {
    given(...open)
      .when(settle(written(10, 11)))
      .thenAsserted(/every item of a batch has a result/);
    given(...open, settled({ b: 0, after: 13 }))
      .when(settle(written(10, 11, 12)))
      .thenAsserted(/settled once/);
    given(...open, settled({ b: 0, ids: packIds([10, 11, 12]) }))
      .when(settle(written(10, 11, 12)))
      .thenAsserted(/holds no batch 0/);
  });
});

describe('settle what was not written', () => {
  it('groups by outcome and reason, with size and date in the order of all ids', () => {
    const fact = (sourceId: number, standing: 'excluded' | 'failed', reason: string) => ({
      sourceId,
      size: sourceId * 10,
      epochSeconds: -sourceId,
      standing,
      reason,
    });
    const items = [
      fact(1, 'excluded', 'older-than-filter'),
      { ...fact(2, 'failed', 'item-unreadable'), words: 'NO' },
      fact(3, 'excluded', 'older-than-filter'),
    ];
    let facts = '';
    const outcome = given(...begun).when((ledger) => {
      const event = decideSettleUnwritten(ledger, 0, items);
      facts = (event.type === 'ItemsSettled' && event.data.facts) || '';
      return event;
    });
    outcome.then({
      type: 'ItemsSettled',
      data: {
        e: 1,
        f: 0,
        unwritten: [
          ['excluded', 'older-than-filter', packIds([1, 3])],
          ['failed', 'item-unreadable', packIds([2])],
        ],
        facts,
      },
      sealed: { words: { 2: 'NO' } },
    });
    const reader = new PackReader(facts);
    const pairs = [1, 3, 2].map(() => [reader.uint(), reader.int()]);
    expect(pairs).toEqual([
      [10, -1],
      [30, -3],
      [20, -2],
    ]);
    expect(outcome.thenRows()).toEqual(['1:excluded', '3:excluded', '2:failed']);
  });
});

describe('recover', () => {
  const open = [...begun, intended(0, [1, 2, 3])] as const;
  const recover =
    (changes: Partial<RecoverBatch>) => (ledger: Parameters<typeof decideRecoverBatch>[0]) =>
      decideRecoverBatch(ledger, {
        b: 0,
        found: [],
        rest: undefined,
        watchUntilWallMs: 0,
        ...changes,
      });

  it('adopts what was found and says what becomes of the rest', () => {
    const adopted = given(...open).when(
      recover({
        found: [{ index: 1, id: 10 }],
        collapsed: [0],
        doubtful: [2],
        rest: 'missing',
        watchUntilWallMs: 77.5,
      }),
    );
    adopted.then({
      type: 'ItemsRecovered',
      data: {
        e: 1,
        b: 0,
        found: packIds([1]),
        ids: packIds([10]),
        collapsed: packIds([0]),
        doubtful: packIds([2]),
        rest: 'missing',
        watch: 78,
      },
    });
    expect(adopted.thenRows()).toEqual(['1:collapsed', '2:migrated@10', '3:doubtful']);
  });

  it('adopts what is settled without an id', () => {
    given(...open, settled({ b: 0, after: 13 }))
      .when(recover({ found: [{ index: 0, id: 10 }] }))
      .then({
        type: 'ItemsRecovered',
        data: { e: 1, b: 0, found: packIds([0]), ids: packIds([10]), watch: 0 },
      });
  });

  it('knows the batch and the item', () => {
    given(...open)
      .when(recover({ b: 4 }))
      .thenAsserted(/holds no batch 4/);
    given(...open)
      .when(recover({ found: [{ index: 3, id: 10 }] }))
      .thenAsserted(/has no item 3/);
  });

  it('adopts nothing for an item that has its copy', () => {
    const partly = settled({ b: 0, ids: packIds([10, 0, 0]), after: 13 });
    given(...open, partly)
      .when(recover({ found: [{ index: 0, id: 12 }] }))
      .thenAsserted(/has its copy already/);
    given(...open, settled({ b: 0, after: 13, others: [[0, 'collapsed', 'merged-by-target']] }))
      .when(recover({ found: [{ index: 0, id: 12 }] }))
      .thenAsserted(/has its copy already/);
  });

  it('adopts nothing below the fence', () => {
    given(...open)
      .when(recover({ found: [{ index: 0, id: 9 }] }))
      .thenAsserted(/below the fence/);
  });

  it('claims an id once: not what another item has, nor twice at a time', () => {
    const other = [intended(1, [8]), settled({ b: 1, ids: packIds([20]) })];
    given(...open, ...other)
      .when(recover({ found: [{ index: 0, id: 20 }] }))
      .thenAsserted(/claimed once/);
    const twice = [
      { index: 0, id: 10 },
      { index: 1, id: 10 },
    ];
    given(...open)
      .when(recover({ found: twice }))
      .thenAsserted(/claimed once/);
  });

  it('does not adopt surplus', () => {
    given(...open, { type: 'SurplusFound', data: { e: 1, t: 0, b: 0, ids: packIds([10, 11]) } })
      .when(recover({ found: [{ index: 0, id: 11 }] }))
      .thenAsserted(/is surplus/);
  });
});

describe('match', () => {
  it('matches nothing that is in the air or has its copy', () => {
    const matches = [{ item: item(1), id: 2 }];
    const match = (...after: LedgerEvent[]) =>
      given(...begun, intended(0, [1]), ...after).when((ledger) =>
        decideMatchItems(ledger, { f: 0, matches }),
      );
    match().thenAsserted(/item 1 is intended/);
    match(settled({ b: 0, after: 13 })).thenAsserted(/item 1 is migrated/);
    const missing = settled({ b: 0, others: [[0, 'missing', 'not-written']] });
    expect(match(missing).thenRows()).toEqual(['1:migrated@2']);
  });

  it('claims what is at the target for what is at the source', () => {
    const matches = [
      { item: item(4), id: 2 },
      { item: item(5), id: 1 },
    ];
    const matched = given(...begun).when((ledger) => decideMatchItems(ledger, { f: 0, matches }));
    matched.then({
      type: 'ItemsMatched',
      data: { e: 1, f: 0, items: packItems([item(4), item(5)]), ids: packIds([2, 1]) },
    });
    expect(matched.thenRows()).toEqual(['4:migrated@2', '5:migrated@1']);
  });

  it('claims an id once, over all folders that go into that target folder', () => {
    const other = [
      mapped(1, 0),
      intended(0, [8], { f: 1 }),
      settled({ f: 1, b: 0, ids: packIds([20]) }),
    ];
    given(...begun, ...other)
      .when((ledger) => decideMatchItems(ledger, { f: 0, matches: [{ item: item(4), id: 20 }] }))
      .thenAsserted(/claimed once/);
    const twice = [
      { item: item(4), id: 2 },
      { item: item(5), id: 2 },
    ];
    given(...begun)
      .when((ledger) => decideMatchItems(ledger, { f: 0, matches: twice }))
      .thenAsserted(/claimed once/);
  });
});
