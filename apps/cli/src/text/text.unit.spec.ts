import { describe, expect, it } from 'vitest';
import { cleanText, clipEnd, wrapAtBlanks, wrapText } from './clean-text.ts';
import { formatBytes, formatClock, formatCount, formatDuration, plural } from './format.ts';

describe('text for a terminal', () => {
  it('loses everything that could drive the terminal or break the line', () => {
    expect(cleanText('a\u001b[2Jb\u0007c\r\nd\u009b31m\u202egnp.exe\u2028z')).toBe(
      'a?[2Jb?c??d?31m?gnp.exe?z',
    );
    expect(cleanText('Grüße 日本 😀')).toBe('Grüße 日本 😀');
    expect(cleanText('\ud800')).toBe('?');
  });

  it('clips at the end, never inside a character', () => {
    expect(clipEnd('😀😀😀😀', 3)).toBe('😀😀…');
  });

  it('wraps at blanks, and where there are none', () => {
    expect(wrapText('one two three four', 9)).toEqual(['one two', '  three', '  four']);
    expect(wrapText('abcdefghijkl', 5)).toEqual(['abcde', '  fgh', '  ijk', '  l']);
    expect(wrapText('x'.repeat(1000), 10).length).toBeLessThan(30);
    expect(wrapAtBlanks('  what to do: /a/very/long/path then', 16)).toEqual([
      '  what to do:',
      '    /a/very/long/path',
      '    then',
    ]);
  });
});

describe('numbers and times', () => {
  it('reads easily', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect([0, 999, 1000, 51_234_567, 123_456_789, 1e12].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '51.2 MB',
      '123 MB',
      '1.0 TB',
    ]);
    expect([0, 89, 90, 5400, 7500, 200_000].map(formatDuration)).toEqual([
      '0 s',
      '89 s',
      '2 min',
      '1 h 30 min',
      '2 h 5 min',
      '2 d 7 h',
    ]);
    expect(plural(1, 'item')).toBe('1 item');
    expect(plural(2000, 'mailbox', 'mailboxes')).toBe('2,000 mailboxes');
  });

  it('shows the date only when it is not today', () => {
    const noon = new Date(2026, 2, 1, 12, 0, 5).getTime();
    expect(formatClock(noon, noon + 1000)).toBe('12:00:05');
    expect(formatClock(noon + 86_400_000, noon)).toBe('2026-03-02 12:00:05');
  });
});
