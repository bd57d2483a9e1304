import { describe, expect, it } from 'vitest';
import { saslprep } from './saslprep.ts';

describe('saslprep', () => {
  it.each([
    // RFC 4013 §3.
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['\u0007', undefined],
    ['\u06271', undefined],
    // One password of two keyboards, and blanks of three scripts.
    ['pa\u0308ss', 'p\u00e4ss'],
    ['a\u00a0b\u3000c\u200bd', 'a b c d'],
    ['\u0627\u0628', '\u0627\u0628'],
    ['\u0627a\u0628', undefined],
    ['\u06271\u0628', '\u06271\u0628'],
    ['', ''],
    ['\ue000', undefined],
    ['\ufdd0', undefined],
    ['\u{1fffe}', undefined],
    ['\ud800', undefined],
    ['\u200e', undefined],
    ['\u{1f600}', '\u{1f600}'],
  ])('%j is %j', (typed, prepared) => {
    expect(saslprep(typed)).toBe(prepared);
  });
});
