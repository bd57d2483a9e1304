import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, keyOf, pathOf } from './dn.ts';

describe('a distinguished name', () => {
  it.each([
    ['cn=Anna,ou=People,dc=x', 'CN=anna , OU = people,DC=X'],
    ['cn=a\\,b,dc=x', 'cn=a\\2Cb,dc=x'],
    ['cn=\\c3\\a4,dc=x', 'cn=ä,dc=x'],
    ['cn=a+uid=b,dc=x', 'UID=b+CN=a,dc=x'],
    ['cn=a  b,dc=x', 'cn=a b,dc=x'],
  ])('%j is %j', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it.each([
    ['cn=a\\,dc=x', 'cn=a,dc=x'],
    ['cn=a,dc=x', 'cn=a,dc=y'],
    ['cn=a+uid=b,dc=x', 'cn=a,uid=b,dc=x'],
    ['cn=a\\,cn\\=b', 'cn=a,cn=b'],
  ])('%j is not %j', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it('stands below its parents and nothing else', () => {
    expect(isWithin('cn=a,OU=b, dc=x', 'ou=B,dc=x')).toBe(true);
    expect(isWithin('ou=b,dc=x', 'ou=b,dc=x')).toBe(true);
    expect(isWithin('cn=a,dc=x', '')).toBe(true);
    expect(isWithin('dc=x', 'ou=b,dc=x')).toBe(false);
    expect(isWithin('cn=evilou=b\\,dc=x', 'dc=x')).toBe(false);
    expect(isWithin('cn=a,ou=bb,dc=x', 'ou=b,dc=x')).toBe(false);
    expect(isWithin('nothing', 'dc=x')).toBe(false);
  });

  it('is a path for people', () => {
    expect(pathOf('cn=A\\, B,OU=Berlin,dc=example,dc=org')).toEqual(['Berlin', 'A, B']);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof keyOf(text)).toBe('string');
        expect(pathOf(text)).toBeInstanceOf(Array);
      }),
    );
  });
});
