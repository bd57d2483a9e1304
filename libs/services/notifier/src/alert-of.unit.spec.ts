import { describe, expect, it } from 'vitest';
import { alertOf } from './alert-of.ts';

describe('news in an event', () => {
  it.each([
    ['PassCompleted', {}],
    ['PassCompleted', { totals: null }],
    ['PassCompleted', { totals: { failed: 'many' } }],
    ['PassCompleted', { totals: { failed: 0 } }],
    ['PassPaused', { reason: 'stopped' }],
    ['PassPaused', { reason: 'throttled', retryAt: 5 }],
    ['of a later release', {}],
  ])('is none where it is of no known form: %s %j', (type, data) => {
    expect(alertOf({ streamId: 'p', type, data })).toBeUndefined();
  });

  it.each([
    ['PassCompleted', { totals: { failed: 2 } }, 'items-failed'],
    ['PassFailed', { code: 'worker-died' }, 'mailbox-died'],
    ['PassFailed', {}, 'mailbox-failed'],
    ['PassPaused', { reason: 'target-taken' }, 'mailbox-failed'],
    ['TargetRefused', { making: 1, code: 'hook-denied' }, 'mailbox-failed'],
    ['ConnectionBroken', { code: 'x' }, 'connection-broken'],
    ['JobFinished', {}, 'job-finished'],
  ])('is told: %s %j', (type, data, about) => {
    expect(alertOf({ streamId: 'p', type, data })).toMatchObject({ about });
  });
});
