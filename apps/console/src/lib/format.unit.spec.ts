import { describe, expect, it } from 'vitest';
import {
  counted,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatOrdinal,
  formatRate,
  formatRelative,
  formatShare,
  formatTook,
  sayCode,
} from './format.ts';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const minute = 60_000;

describe('figures', () => {
  it.each([
    [0, '0'],
    [12_480, '12,480'],
    [undefined, '–'],
  ])('says %s as %s', (value, text) => expect(formatCount(value)).toBe(text));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [14_200_000, '14.2 MB'],
    [999_949_999, '999.9 MB'],
    [999_960_000, '1.0 GB'],
    [3_400_000_000, '3.4 GB'],
    [undefined, '–'],
  ])('says %s bytes as %s', (value, text) => expect(formatBytes(value)).toBe(text));

  it('says an unknown rate as unknown, never as 0', () => {
    expect(formatRate(undefined)).toBe('–');
    expect(formatRate(14_200_000)).toBe('14.2 MB/s');
  });

  it.each([
    [0, 0, '–'],
    [0, 10, '0 %'],
    [1, 10_000, '<1 %'],
    [9999, 10_000, '99 %'],
    [10_000, 10_000, '100 %'],
  ])('says %s of %s as %s: only all is 100 %%', (part, whole, text) =>
    expect(formatShare(part, whole)).toBe(text),
  );

  it('says which in line', () => {
    const said = [1, 2, 3, 4, 11, 12, 21, 100].map(formatOrdinal).join(' ');
    expect(said).toBe('1st 2nd 3rd 4th 11th 12th 21st 100th');
  });

  it('counts one and several', () => {
    expect(counted(1, 'item')).toBe('1 item');
    expect(counted(1234, 'entry', 'entries')).toBe('1,234 entries');
  });
});

describe('times', () => {
  it.each([
    [now - 1000, 'just now'],
    [now - 4 * minute, '4 min ago'],
    [now + 5 * minute, 'in 5 min'],
    [now - 26 * 60 * minute, '26 h ago'],
    [now - 3 * 24 * 60 * minute, '3 days ago'],
    [now + 10_000, 'just now'],
    [now + 20_000, 'in a moment'],
    [undefined, '–'],
  ])('says %s as %s', (at, text) => expect(formatRelative(at, now)).toBe(text));

  it('names the day only where it is another', () => {
    expect(formatClock(now, now)).toMatch(/^\d\d:\d\d$/);
    expect(formatClock(now + 2 * 24 * 60 * minute, now)).toMatch(/^25 Nov, \d\d:\d\d$/);
  });

  it('says how long something took', () => {
    expect(formatTook(24.4)).toBe('24 ms');
    expect(formatTook(1234)).toBe('1.2 s');
    expect(formatDuration(90 * minute)).toBe('2 h');
  });
});

it('makes words of a code that no table knows', () => {
  expect(sayCode('sign-in-rejected')).toBe('Sign-in rejected');
  expect(sayCode('over_quota')).toBe('Over quota');
});
