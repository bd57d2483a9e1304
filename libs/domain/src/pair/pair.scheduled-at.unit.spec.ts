import { expect, it } from 'vitest';
import { pairDecider } from './pair.decide.ts';
import type { PairEvent } from './pair-events.ts';
import { initialPair } from './pair.ts';

const actor = 'scheduler';
const events: readonly PairEvent[] = [
  {
    type: 'PairAdded',
    data: { atMs: 1, actor, jobId: 'j' },
    sealed: { source: 'ann@old', target: 'ann@new' },
  },
  { type: 'PassScheduled', data: { atMs: 1000, actor, passId: 'p', generation: 1 } },
  {
    type: 'LeaseGranted',
    data: { atMs: 2000, actor, passId: 'p', lease: 1, workerId: 'w', untilMs: 9 },
  },
  { type: 'LeaseExpired', data: { atMs: 3000, actor, passId: 'p', lease: 1 } },
  {
    type: 'LeaseGranted',
    data: { atMs: 4000, actor, passId: 'p', lease: 2, workerId: 'other', untilMs: 99 },
  },
];

it('the second from which a pass counts ages is that of its schedule, whoever takes it over', () => {
  for (const length of [2, 3, 4, 5]) {
    const pair = events.slice(0, length).reduce(pairDecider.evolve, initialPair());
    expect(pair).toMatchObject({ status: 'under-way', scheduledAtMs: 1000 });
  }
});
