import { packIds } from '@mailhaul/domain';
import type { ReadEvent } from '@mailhaul/projections';
import { describe, expect, it } from 'vitest';
import { EventCount } from './event-count.ts';
import { NotedMeter } from './spec-support/noted-meter.ts';

function event(position: number, given: Partial<ReadEvent>): ReadEvent {
  return {
    ...{ category: 'pair', tenant: 'acme', streamId: 'p.1', type: 'PassCompleted', data: {} },
    ...{ sealed: undefined, id: `e${position}`, revision: position, position: BigInt(position) },
    recordedAtMs: 1000 + position,
    ...given,
  };
}

function counting(startedAtMs = 0) {
  const meter = new NotedMeter();
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => troubles.push(error);
  return { meter, troubles, count: new EventCount(meter, { startedAtMs, onTrouble }) };
}

describe('what is counted of events', () => {
  it('is nothing that was recorded before the start, and nothing twice', () => {
    const { meter, count } = counting(1002);
    const past = event(1, {});
    const [completed, paused] = [event(2, {}), event(3, { type: 'PassPaused' })];
    // The clock was set back.
    const failed = event(4, { type: 'PassFailed', recordedAtMs: 5 });
    count.take([past, completed]);
    count.take([past, completed, paused]);
    count.take([failed]);
    expect(meter.passes).toEqual(['completed', 'paused', 'failed']);
    expect(meter.events).toEqual({ pair: 6 });
  });

  it('goes on behind an event that cannot be counted, and tells of it', () => {
    const { meter, troubles, count } = counting();
    const unwritten = [['excluded', 'filter', '!not packed!']];
    const odd = { category: 'ledger', type: 'ItemsSettled', data: { e: 1, f: 0, unwritten } };
    count.take([event(1, odd), event(2, {})]);
    expect(meter.passes).toEqual(['completed']);
    expect(troubles).toHaveLength(1);
  });

  it('has outcomes of items that nobody wrote, and of batches that a later pass found', () => {
    const { meter, count } = counting();
    const unwritten = [
      ['excluded', 'too-old', packIds([1, 2, 3])],
      ['doubtful', 'investigate', packIds([4])],
      ['missing', 'again', packIds([5])],
    ];
    const ledger = { category: 'ledger', type: 'ItemsSettled' };
    count.take([event(1, { ...ledger, data: { e: 1, f: 0, unwritten } })]);
    expect(meter.items).toEqual({ excluded: 3, failed: 1 });
    const found = { e: 2, b: 7, found: packIds([0]), ids: packIds([9]), watch: 0 };
    count.take([event(2, { ...ledger, type: 'ItemsRecovered', data: found })]);
    // It was settled before, or begun before the start.
    expect(meter.items).toEqual({ excluded: 3, failed: 1 });
  });
});
