import type { Clock } from '@mailhaul/kernel';
import { expect, it } from 'vitest';
import { KeptSearches } from './kept-searches.ts';

const found = { rows: [], source: 'directory', limit: undefined } as const;

const stillClock: Clock = {
  wallMs: () => 0,
  monotonicMs: () => 0,
  sleep: () => Promise.resolve(),
};

it('forgets what is kept of one place, and nothing of another', () => {
  const kept = new KeptSearches(stillClock);
  for (const key of ['acme old all', 'acme old Staff', 'acme older all']) kept.keep(key, found);
  kept.forget('acme old ');
  expect(kept.get('acme old all')).toBeUndefined();
  expect(kept.get('acme old Staff')).toBeUndefined();
  expect(kept.get('acme older all')).toBe(found);
});

it('keeps the last eight answers, two minutes each', () => {
  let nowMs = 0;
  const clock: Clock = { ...stillClock, monotonicMs: () => nowMs };
  const kept = new KeptSearches(clock);
  for (let one = 0; one < 9; one += 1) kept.keep(String(one), found);
  expect(kept.get('0')).toBeUndefined();
  expect(kept.get('8')).toBe(found);
  nowMs = 119_999;
  kept.keep('1', found);
  expect(kept.get('8')).toBe(found);
  nowMs = 120_000;
  expect(kept.get('8')).toBeUndefined();
  expect(kept.get('1')).toBe(found);
});
