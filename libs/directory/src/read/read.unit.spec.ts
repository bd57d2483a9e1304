import { describe, expect, it } from 'vitest';
import { guidOf, uuidOf } from './guid.ts';
import { recipientKind } from './recipient-kind.ts';

describe('what Exchange says of a recipient', () => {
  it.each([
    ['1', undefined, 'user'],
    ['4', '0', 'shared'],
    ['16', '7', 'room'],
    ['32', undefined, 'equipment'],
    ['64', '6', 'none'],
    ['128', undefined, 'none'],
    ['2147483648', undefined, 'user'],
    ['8589934592', undefined, 'room'],
    ['34359738368', undefined, 'shared'],
    ['68719476736', undefined, 'public'],
    ['536870912', undefined, 'system'],
    ['1099511627776', undefined, 'none'],
    [undefined, '7', 'room'],
    [undefined, '8', 'equipment'],
    [undefined, '1073741824', 'user'],
    [undefined, '0', 'user'],
    [undefined, '1', undefined],
    ['9223372036854775808', undefined, undefined],
    ['0x4', undefined, undefined],
    ['-1', undefined, undefined],
    [undefined, undefined, undefined],
  ])('details %s and display type %s: %s', (details, display, kind) => {
    expect(recipientKind(details, display)).toBe(kind);
  });
});

describe('ids', () => {
  it('are written as Microsoft writes them', () => {
    const bytes = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
    expect(guidOf(bytes)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(guidOf(bytes.subarray(1))).toBeUndefined();
    expect(guidOf(undefined)).toBeUndefined();
  });

  it('of RFC 4530 are taken as they are', () => {
    expect(uuidOf('597AE2F6-16A6-1027-98F4-D28B5365DC14')).toBe(
      '597ae2f6-16a6-1027-98f4-d28b5365dc14',
    );
    expect(uuidOf('597ae2f6')).toBeUndefined();
  });
});
