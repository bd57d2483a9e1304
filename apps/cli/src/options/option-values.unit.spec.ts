import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { readBudgets } from './budgets.ts';
import { parseDuration, readDeadlines } from './deadlines.ts';
import { readPassOptions } from './migrate-options.ts';
import { parseInstant, parseSize, parseWhole } from './option-values.ts';

describe('option values', () => {
  it('reads sizes', () => {
    expect(['1', '25MB', '1.5 GB', '4MiB', '10k'].map(parseSize)).toEqual([
      1, 25e6, 1.5e9, 4_194_304, 10_000,
    ]);
    for (const wrong of ['', '0', '-1', '10 apples', '1e9', '99999999999GB']) {
      expect(() => parseSize(wrong), wrong).toThrow(UsageError);
    }
  });

  it('reads dates, instants and ages', () => {
    expect(parseInstant('1970-01-02', 0)).toBe(86_400);
    expect(parseInstant('1970-01-01T01:00:00+01:00', 0)).toBe(0);
    expect(parseInstant('2d', 10 * 86_400_000)).toBe(8 * 86_400);
    for (const wrong of [
      '',
      'yesterday',
      '2024-13-01',
      '2024-02-31',
      '01.02.2024',
      '2024-01-01T12:00',
    ]) {
      expect(() => parseInstant(wrong, 0), wrong).toThrow(UsageError);
    }
  });

  it('reads whole numbers within bounds', () => {
    expect(parseWhole('4', { min: 1, max: 4 })).toBe(4);
    for (const wrong of ['0', '5', '1.5', '', 'x', '-1']) {
      expect(() => parseWhole(wrong, { min: 1, max: 4 }), wrong).toThrow(UsageError);
    }
  });

  it('reads times', () => {
    const times = ['500ms', '30s', '5m', '1h'].map((text) =>
      parseDuration('--silence-timeout', text),
    );
    expect(times).toEqual([500, 30_000, 300_000, 3_600_000]);
    for (const wrong of ['', '5', '1.5s', '-1s', '99ms', '2h', '1d', '0s', '1e3s']) {
      expect(() => parseDuration('--silence-timeout', wrong), wrong).toThrow(UsageError);
    }
    expect(readDeadlines({})).toEqual({});
    expect(readDeadlines({ connectTimeout: '1s', answerTimeout: '2m' })).toEqual({
      connectMsMax: 1000,
      answerMsMax: 120_000,
    });
  });
});

describe('budgets', () => {
  it('are sizes and whole numbers, per second', () => {
    expect(readBudgets({})).toEqual({});
    expect(readBudgets({ maxRate: '5MB', maxOperations: '20' })).toEqual({
      bytesPerSecond: 5_000_000,
      operationsPerSecond: 20,
    });
    expect(() => readBudgets({ maxRate: 'much' })).toThrow(/--max-rate: "much" is not a size/);
    expect(() => readBudgets({ maxOperations: '0' })).toThrow(/--max-operations/);
  });
});

it('duplicates are set aside by a pass only where that is asked for', () => {
  expect(readPassOptions({ moveDuplicates: true }, 0).setsSurplusAside).toBe(true);
  expect(readPassOptions({}, 0).setsSurplusAside).toBeUndefined();
});
