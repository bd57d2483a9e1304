import type { PairStatus } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { pairOf } from '../../spec-support/pair-of.ts';
import { chooseFirst, chosenRefusal } from './chosen-refusal.ts';

const chosen = (...statuses: readonly PairStatus[]) => ({
  count: statuses.length,
  pairs: statuses.map((status) => pairOf({ status })),
});

describe('what can be done with the chosen mailboxes', () => {
  it('is nothing while none is chosen, and says what to do', () => {
    expect(chosenRefusal(undefined, 'reset')).toBe(chooseFirst);
    expect(chosenRefusal(chosen(), 'reset')).toBe(chooseFirst);
  });

  it('is refused when each of them refuses, with the reason that they share', () => {
    expect(chosenRefusal(chosen('running'), 'reset')).toBe('It is running: hold it first');
    expect(chosenRefusal(chosen('running', 'running'), 'reset')).toBe(
      'All 2 mailboxes: It is running: hold it first',
    );
    expect(chosenRefusal(chosen('completed', 'running'), 'start')).toMatch(/^None of the chosen/);
  });

  it('may be tried when one of them can, or not all of them are known', () => {
    expect(chosenRefusal(chosen('running', 'completed'), 'reset')).toBeUndefined();
    expect(chosenRefusal({ count: 4812, pairs: chosen('running').pairs }, 'reset')).toBeUndefined();
    expect(chosenRefusal(chosen('running'), 'set-priority')).toBeUndefined();
  });
});
