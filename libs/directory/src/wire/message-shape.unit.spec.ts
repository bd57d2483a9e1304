import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ber, entry, message, result } from '../spec-support/scripted-directory.ts';
import { headerAt, isWellFormed } from './message-shape.ts';

const person = entry(7, 'cn=a', { mail: ['a@x', 'b@x'], objectClass: [] });

describe('the shape of a message', () => {
  it.each([
    ['an entry', person],
    ['an entry without attributes', entry(1, '', {})],
    ['a result', result(3, 0x65, { code: 32, words: 'none' })],
    ['a bind with credentials', message(1, ber(0x61, ber(0x0a, '\0'), ber(4), ber(4), ber(0x87)))],
    ['short lengths', Buffer.from([0x30, 5, 2, 1, 1, 0x73, 0])],
  ])('is right: %s', (_, bytes) => {
    expect(isWellFormed(bytes)).toBe(true);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a byte too many', Buffer.concat([person, Buffer.from([0])])],
    ['a byte too few', person.subarray(0, -1)],
    ['no operation that a server has', message(1, ber(0x63))],
    ['an entry of another type', message(1, ber(0x64, ber(0x04), ber(0x31)))],
    [
      'values that are no list',
      message(1, ber(0x64, ber(4), ber(0x30, ber(0x30, ber(4), ber(4))))),
    ],
    ['a number of eight bytes', ber(0x30, ber(2, 'abcdefgh'), ber(0x65))],
  ])('is wrong: %s', (_, bytes) => {
    expect(isWellFormed(bytes)).toBe(false);
  });

  it('bounds the elements of one message', () => {
    const many = Buffer.alloc(2 * 100_001, Buffer.from([4, 0]));
    expect(isWellFormed(message(1, ber(0x73, many)))).toBe(false);
    expect(isWellFormed(message(1, ber(0x73, many.subarray(0, 100_000))))).toBe(true);
  });

  it('is asked of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(person.length - 1), fc.nat(255), (bytes, at, byte) => {
        expect(typeof isWellFormed(bytes)).toBe('boolean');
        const changed = Buffer.from(person);
        changed[at] = byte;
        expect(typeof isWellFormed(changed)).toBe('boolean');
        headerAt(bytes, 0);
      }),
    );
  });
});
