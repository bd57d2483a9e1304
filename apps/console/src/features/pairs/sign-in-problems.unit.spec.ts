import { describe, expect, it } from 'vitest';
import { addressRefusalOf } from './pair-actions.ts';
import { isMendedByEdit, tryAgainAction } from './sign-in-problems.ts';
import { pairOf } from '../../spec-support/pair-of.ts';

describe('a mailbox that stands still', () => {
  it.each(['sign-in-rejected', 'app-password-needed', 'token-rejected', 'mailbox-unavailable'])(
    'is led to its form by %s',
    (reason) => {
      expect(isMendedByEdit(pairOf({ status: 'needs-you', reason }))).toBe(true);
    },
  );

  it('is not led there by what its form cannot mend, or before a person must act', () => {
    expect(isMendedByEdit(pairOf({ status: 'needs-you', reason: 'quota-exceeded' }))).toBe(false);
    expect(isMendedByEdit(pairOf({ status: 'waiting', reason: 'sign-in-rejected' }))).toBe(false);
    expect(isMendedByEdit(pairOf({ status: 'needs-you' }))).toBe(false);
  });

  it.each([
    ['needs-you', 'start'],
    ['waiting', 'start'],
    ['ready', undefined],
    ['queued', undefined],
    ['running', undefined],
    ['paused', undefined],
    ['completed', undefined],
  ] as const)('%s: tried again by %s', (status, action) => {
    expect(tryAgainAction(pairOf({ status }))).toBe(action);
  });

  it('takes up what failed where all else is done', () => {
    const status = 'completed-with-failures';
    expect(tryAgainAction(pairOf({ status, failed: 2 }))).toBe('retry-failed');
    expect(tryAgainAction(pairOf({ status, failed: 0 }))).toBeUndefined();
  });

  it('keeps its addresses while it runs only', () => {
    expect(addressRefusalOf(pairOf({ status: 'running' }))).toMatch('hold it first');
    expect(addressRefusalOf(pairOf({ status: 'queued' }))).toBeUndefined();
  });
});
