import { type Clock, systemClock } from '@mailhaul/kernel';
import { expect, it } from 'vitest';
import { inSlices } from './in-slices.ts';

it('lets others have their turn every ten milliseconds, and gives what the work gives', async () => {
  let nowMs = 0;
  let turns = 0;
  const clock: Clock = {
    ...systemClock,
    monotonicMs: () => nowMs,
    sleep: () => {
      turns += 1;
      return Promise.resolve();
    },
  };
  function* work(): Generator<undefined, string> {
    for (let step = 0; step < 100; step += 1) {
      nowMs += 1;
      yield;
    }
    return 'done';
  }
  expect(await inSlices(work(), clock)).toBe('done');
  expect(turns).toBe(10);
});

it('ends with what the work fails of', async () => {
  function* work(): Generator<undefined, string> {
    yield;
    throw new Error('broken');
  }
  await expect(inSlices(work(), systemClock)).rejects.toThrow('broken');
});
