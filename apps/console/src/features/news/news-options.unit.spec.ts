import type { NewsOptions } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { addressesIn, draftOf, kindsOf, optionsOf, shownKinds, toggled } from './news-options.ts';

const options: NewsOptions = {
  hidden: ['items-failed'],
  shown: { good: 20, bad: 199 },
  mailed: ['job-finished'],
  everyMinutes: { good: 60, bad: 5 },
  to: ['ann@a.example', 'bob@a.example'],
  cc: [],
  bcc: ['eve@a.example'],
};

describe('the notification options', () => {
  it('show the kinds of one tone that are not hidden, which may be none', () => {
    expect(shownKinds(options, 'bad')).not.toContain('items-failed');
    expect(shownKinds(options, 'good')).toEqual(kindsOf('good'));
    expect(shownKinds({ hidden: [...kindsOf('good')] }, 'good')).toBeUndefined();
  });

  it('are typed with semicolons between addresses, and come back as they were', () => {
    expect(draftOf(options).to).toBe('ann@a.example; bob@a.example');
    expect(optionsOf(draftOf(options))).toEqual(options);
    expect(addressesIn(' ann@a.example;;bob@a.example ; ')).toEqual([
      'ann@a.example',
      'bob@a.example',
    ]);
  });

  it('have a kind once, or not', () => {
    expect(toggled(['items-failed'], 'items-failed', true)).toEqual(['items-failed']);
    expect(toggled(['items-failed'], 'items-failed', false)).toEqual([]);
  });
});
