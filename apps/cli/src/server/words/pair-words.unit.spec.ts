import type { Pair } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { gradeText, pairLine } from './pair-words.ts';

const completed = {
  ...{ status: 'completed', migrated: 3, bytesMigrated: 3000, pending: 0 },
  ...{ excluded: 0, failed: 0, gone: 0, collapsed: 0 },
} as Pair;

describe('a completed mailbox', () => {
  it('says its grade', () => {
    expect(pairLine({ ...completed, grade: 'Good' }, 0)).toMatch(/; verified: Good$/);
  });

  it('that could not be verified says why, at which side, and what to do', () => {
    const pair = { ...completed, unverified: { code: 'sign-in-rejected', side: 'target' } } as Pair;
    expect(pairLine(pair, 0)).toMatch(/; not verified: target: The server rejected/);
    expect(gradeText(pair)).toMatch(
      /^it could not be verified\. target: .*password.*Ask for a delta/,
    );
  });

  it('is told nothing to do by a reason that ends by itself but to verify again', () => {
    const pair = { ...completed, unverified: { code: 'stopped' } } as Pair;
    expect(gradeText(pair)).toBe(
      'it could not be verified. stopped; it goes on when its job is started. What was copied stands. ' +
        'Ask for a delta: it copies what is new and verifies again.',
    );
  });
});
