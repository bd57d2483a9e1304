import { describe, expect, it } from 'vitest';
import { isTouched } from './live-topics.ts';

const readJob = ['readJob', { path: { tenant: 't', job: 'j1' } }] as const;
const counts = ['countPairs', { path: { tenant: 't', job: 'j1' } }] as const;
const session = ['readSession', {}] as const;

describe('what a frame makes old', () => {
  it('is only what is made of what changed', () => {
    const frame = { kind: 'changed' as const, topic: 'jobs' as const, ids: ['j1'] };
    expect(isTouched(readJob, 't', frame)).toBe(true);
    expect(isTouched(counts, 't', frame)).toBe(false);
    expect(isTouched(readJob, 't', { ...frame, ids: ['j2'] })).toBe(false);
    expect(isTouched(readJob, 't', { kind: 'changed', topic: 'jobs' })).toBe(true);
  });

  it('is nothing of another tenant, and nothing of another job', () => {
    const frame = { kind: 'changed' as const, topic: 'pairs' as const, jobIds: ['j1'] };
    expect(isTouched(counts, 't', frame)).toBe(true);
    expect(isTouched(counts, 'other', frame)).toBe(false);
    expect(isTouched(counts, 't', { ...frame, jobIds: ['j2'] })).toBe(false);
  });

  it('is everything that can change after a reset, and not who is signed in', () => {
    expect(isTouched(counts, 't', { kind: 'reset' })).toBe(true);
    expect(isTouched(session, 't', { kind: 'reset' })).toBe(false);
  });
});
