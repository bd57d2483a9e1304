import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMatcher } from '../commands/list-pattern.ts';
import { formatInternalDate, parseInternalDate } from './internal-date.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { formatUidSet, mergeRanges, parseSequenceSet } from './sequence-set.ts';

describe('modified UTF-7', () => {
  it('writes the example of RFC 3501 §5.1.3 and the awkward ones', () => {
    expect(encodeModifiedUtf7('~peter/mail/台北/日本語')).toBe('~peter/mail/&U,BTFw-/&ZeVnLIqe-');
    expect(encodeModifiedUtf7('A & B 😀')).toBe('A &- B &2D3eAA-');
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeModifiedUtf7(encodeModifiedUtf7(text))).toBe(text);
      }),
    );
  });

  it.each(['&', '&Jjo', '&Jjo!-', 'ä', '&AGE-', '&U,BTFw-&ZeVnLIqe-', '&AA-'])(
    'refuses %s',
    (wire) => {
      expect(decodeModifiedUtf7(wire)).toBeUndefined();
    },
  );
});

describe('internal dates', () => {
  it.each([
    ['17-Jul-1996 02:44:25 -0700', 837596665, -420],
    [' 1-Jan-1970 00:00:00 +0000', 0, 0],
    ['29-Feb-2024 23:59:59 +0545', 1709230499, 345],
    ['31-Dec-1969 23:59:59 +0000', -1, 0],
  ])('reads and writes %s', (text, epochSeconds, zoneMinutes) => {
    expect(parseInternalDate(text)).toEqual({ epochSeconds, zoneMinutes });
    expect(formatInternalDate({ epochSeconds, zoneMinutes })).toBe(text);
  });

  it.each([
    '30-Feb-2024 00:00:00 +0000',
    '1-Jan-2024 00:00:00 +0000',
    '01-Foo-2024 00:00:00 +0000',
    '',
  ])('refuses %s', (text) => {
    expect(parseInternalDate(text)).toBeUndefined();
  });
});

describe('sequence sets', () => {
  it('reads ranges in either direction, with the star', () => {
    expect(parseSequenceSet('1,5:3,7:*', 9)).toEqual([
      [1, 1],
      [3, 5],
      [7, 9],
    ]);
    expect(parseSequenceSet('12:*', 9)).toEqual([[9, 12]]);
    expect(
      mergeRanges([
        [5, 6],
        [1, 3],
        [2, 4],
      ]),
    ).toEqual([[1, 6]]);
  });

  it.each(['', '0', '1,', 'a', '1:2:3', '4294967296', '-1'])('refuses "%s"', (text) => {
    expect(parseSequenceSet(text, 9)).toBeUndefined();
  });

  it('writes uids in their order', () => {
    expect(formatUidSet([1, 2, 3, 7, 5, 6])).toBe('1:3,7,5:6');
    expect(formatUidSet([4, 4])).toBe('4,4');
  });
});

describe('LIST patterns', () => {
  it.each([
    ['*', 'a/b', true],
    ['%', 'a/b', false],
    ['%', 'a', true],
    ['a/%', 'a/b', true],
    ['a/%', 'a/b/c', false],
    ['a*c', 'a/b/c', true],
    ['%/%', 'a/b', true],
    ['inbox', 'INBOX', true],
    ['Sent', 'sent', false],
    ['', '', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(listMatcher([pattern], '/')(name)).toBe(expected);
  });

  it('takes no longer for a pattern of stars', () => {
    expect(listMatcher(['*a'.repeat(400)], '/')('a'.repeat(900) + 'b')).toBe(false);
  });
});
