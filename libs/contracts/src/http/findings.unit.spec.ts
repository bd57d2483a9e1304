import { describe, expect, it } from 'vitest';
import { gradeReason } from './findings.ts';

describe('why a grade is no better', () => {
  it('needs no words where nothing was found, or nothing was verified', () => {
    expect(gradeReason('Perfect', {})).toBeUndefined();
    expect(gradeReason('Good')).toBeUndefined();
    expect(gradeReason(undefined, { missing: 1 })).toBeUndefined();
  });

  it('is nothing to worry about where items that are made anew agree in all else', () => {
    expect(gradeReason('Good', { 'made-anew': 3 })).toMatch(
      /^As good as it gets here: one of the systems/,
    );
    const words = gradeReason('Poor', { 'made-anew': 3, missing: 1 });
    expect(words).toMatch(/^1 item is missing at the target; bytes could not be compared/);
  });

  it('is told the worst first, in plain numbers', () => {
    expect(gradeReason('Investigate', { extra: 1200, 'extra-twin': 1, 'flags-differ': 2 })).toBe(
      '1 item may be there twice; 1,200 items are at the target alone; flags or categories of 2 items differ.',
    );
    expect(gradeReason('Good', { 'known-absent': 1 })).toBe(
      '1 item was left out on purpose, or merged by the target.',
    );
    expect(gradeReason('Investigate', { 'known-absent': 2 })).toBe(
      '2 items failed, or were left out.',
    );
  });

  it.each([
    ...['missing', 'extra', 'extra-twin', 'bytes-differ', 'date-differs', 'flags-differ'],
    ...['folder-missing', 'known-absent', 'unreadable', 'bytes-unproven', 'made-anew'],
  ])('has words for %s', (kind) => {
    expect(gradeReason('Good', { [kind]: 1 })).toMatch(/^[A-Z0-9].+\.$/);
  });
});
