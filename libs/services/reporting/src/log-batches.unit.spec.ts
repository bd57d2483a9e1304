import type { RecordedEvent } from '@mailhaul/application';
import { describe, expect, it } from 'vitest';
import { batchEventsMax, logBatches } from './log-batches.ts';
import { RecordedLog } from './spec-support/recorded-log.ts';

function eventsOf(count: number, text = ''): readonly RecordedEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ stream: `pair-a.${n}`, revision: 0, position: BigInt(n + 1), id: String(n) },
    ...{ type: 'T', data: { text }, metadata: {}, recordedAtMs: 0 },
  }));
}

class CountingLog extends RecordedLog {
  given = 0;

  override async *subscribeToAll(options: Parameters<RecordedLog['subscribeToAll']>[0]) {
    for await (const message of super.subscribeToAll(options)) {
      this.given += 1;
      yield message;
    }
  }
}

function logOf(events: readonly RecordedEvent[]): CountingLog {
  const log = new CountingLog(events);
  log.show(events.length);
  return log;
}

const asked = { after: undefined, streamPrefixes: ['pair-'] };

describe('batches of the log', () => {
  it('give every event once and in order, none larger than its bound, and say when all is read', async () => {
    const stop = new AbortController();
    const positions: bigint[] = [];
    let isCaughtUp = false;
    for await (const batch of logBatches(logOf(eventsOf(3700)), {
      ...asked,
      signal: stop.signal,
    })) {
      expect(isCaughtUp).toBe(false);
      expect(batch.events.length).toBeLessThanOrEqual(batchEventsMax);
      positions.push(...batch.events.map(({ position }) => position));
      ({ isCaughtUp } = batch);
      if (isCaughtUp) stop.abort();
    }
    expect(positions).toEqual(Array.from({ length: 3700 }, (_, n) => BigInt(n + 1)));
  });

  it('say of an empty log that all is read', async () => {
    const stop = new AbortController();
    for await (const batch of logBatches(logOf([]), { ...asked, signal: stop.signal })) {
      expect(batch).toEqual({ events: [], isCaughtUp: true });
      stop.abort();
    }
  });

  it.each([
    { title: 'many events', count: 10_000, length: 10, givenMax: 2_600 },
    { title: 'large events', count: 300, length: 1_000_000, givenMax: 40 },
  ])('are read ahead within bounds: $title', async ({ count, length, givenMax }) => {
    const stop = new AbortController();
    const log = logOf(eventsOf(count, 'x'.repeat(length)));
    for await (const { events } of logBatches(log, { ...asked, signal: stop.signal })) {
      if (events.length === 0) continue;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(log.given).toBeLessThan(givenMax);
      stop.abort();
    }
  });

  it('end with what the store throws, after what it gave before', async () => {
    class FailingLog extends RecordedLog {
      override async *subscribeToAll(options: Parameters<RecordedLog['subscribeToAll']>[0]) {
        for await (const message of super.subscribeToAll(options)) {
          if (message.kind === 'caught-up') throw new Error('the store is gone');
          yield message;
        }
      }
    }
    const log = new FailingLog(eventsOf(700));
    log.show(700);
    let given = 0;
    const reading = (async () => {
      const signal = AbortSignal.timeout(60_000);
      for await (const { events } of logBatches(log, { ...asked, signal })) given += events.length;
    })();
    await expect(reading).rejects.toThrow('the store is gone');
    expect(given).toBe(700);
  });

  it('end when they are asked to, also while they wait', async () => {
    const signal = AbortSignal.timeout(50);
    const batches: number[] = [];
    for await (const { events } of logBatches(logOf(eventsOf(3)), { ...asked, signal })) {
      batches.push(events.length);
    }
    expect(batches.reduce((sum, length) => sum + length, 0)).toBe(3);
  });
});
