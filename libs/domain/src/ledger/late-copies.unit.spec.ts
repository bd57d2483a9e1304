import { describe, expect, it } from 'vitest';
import { begun, given, intended, ledgerOf, rowsOf, settled } from '../spec-support/ledger-stage.ts';
import { decideRecoverBatch, decideSettleBatch } from './ledger.decide.ts';
import type { ItemsRecoveredData, LedgerEvent } from './ledger-events.ts';
import { packIds } from './packing.ts';

const recovered = (data: Partial<ItemsRecoveredData>): LedgerEvent => ({
  type: 'ItemsRecovered',
  data: { e: 1, b: 0, found: '', ids: '', watch: 0, ...data },
});
const surplus = (...ids: number[]): LedgerEvent => ({
  type: 'SurplusFound',
  data: { e: 1, t: 0, b: 0, ids: packIds(ids) },
});
const given12 = [...begun, intended(0, [1, 2])];
const takenOver = [...given12, recovered({ rest: 'missing', watch: 5_000 })];

describe('a write that the target merged with a late copy of an earlier one', () => {
  const again = [...takenOver, intended(1, [1, 2], { fence: 30 })];
  const settle = () =>
    given(...again).when((ledger) =>
      decideSettleBatch(ledger, {
        b: 1,
        results: [
          { kind: 'written', id: 12 },
          { kind: 'written', id: 30 },
        ],
      }),
    );

  it('has that copy, though it lies below its fence: nobody else has it', () => {
    settle().then(settled({ b: 1, ids: packIds([12, 30]) }));
    expect(settle().thenRows()).toEqual(['1:migrated@12', '2:migrated@30']);
  });

  it('takes back what was said of the copy: it is no surplus', () => {
    const written = settled({ b: 1, ids: packIds([12, 30]) });
    const ledger = ledgerOf(...again, surplus(12, 13), written);
    expect(ledger.surplusReported).toBe(1);
    expect([...(ledger.targets[0]?.surplus ?? [])]).toEqual([13]);
  });
});

describe('a copy that came when its item was given up', () => {
  it.each(['missing', 'failed', 'excluded'] as const)('is the copy of what is %s', (standing) => {
    const others = [[0, standing, 'why']] as const;
    const late = given(...given12, settled({ b: 0, after: 12, others })).when((ledger) =>
      decideRecoverBatch(ledger, {
        b: 0,
        found: [{ index: 0, id: 14 }],
        rest: undefined,
        watchUntilWallMs: 0,
      }),
    );
    expect(late.thenRows()).toEqual(['1:migrated@14', '2:migrated']);
  });
});

describe('a settled item of unknown place that a person is to judge', () => {
  it('is looked for no more', () => {
    const placeless = [...given12, settled({ b: 0, after: 12 })];
    const ledger = ledgerOf(...placeless, recovered({ doubtful: packIds([1]) }));
    expect(rowsOf(ledger)).toEqual(['1:migrated', '2:doubtful']);
    expect([...(ledger.batches.get(0)?.unlocated ?? [])]).toEqual([0]);
  });
});

describe('a batch in the air while the source folder begins a new generation', () => {
  it('leaves nothing to be written again that the source does not hold any more', () => {
    const regenerated: LedgerEvent = { type: 'SourceRegenerated', data: { e: 1, f: 0, g: 4 } };
    const rekeyed: LedgerEvent = {
      type: 'ItemsRekeyed',
      data: { e: 1, f: 0, rows: packIds([0]), ids: packIds([7]), done: true },
    };
    const ledger = ledgerOf(...given12, regenerated, rekeyed, recovered({ rest: 'missing' }));
    expect(rowsOf(ledger)).toEqual(['7:missing', '2:gone']);
  });
});

describe('what was in a target folder before us', () => {
  const regenerated = (before?: number): LedgerEvent => ({
    type: 'TargetRegenerated',
    data: { e: 1, t: 0, g: 8, ...(before === undefined ? {} : { before }) },
  });

  it('is told by the ids of its present generation', () => {
    expect(ledgerOf(...begun, regenerated(5)).folders[0]?.before).toBe(5);
  });

  it('is nothing where the folder was made again', () => {
    expect(ledgerOf(...begun, regenerated(5), regenerated()).folders[0]?.before).toBe(0);
  });
});
