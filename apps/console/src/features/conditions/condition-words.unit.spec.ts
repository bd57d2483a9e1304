import { describe, expect, it } from 'vitest';
import { addressesOf, nameOf, sayCondition } from './condition-words.ts';

describe('conditions in words', () => {
  it('call a group and a unit as people do', () => {
    expect(nameOf('cn=Sales\\, Berlin,ou=Groups,dc=old')).toBe('Sales, Berlin');
    expect(nameOf('OU=People,dc=old')).toBe('People');
    expect(nameOf('staff@old.example')).toBe('staff@old.example');
    expect(sayCondition({ effect: 'include', by: 'group', group: 'cn=Staff,dc=old' })).toBe(
      'Members of Staff',
    );
  });
});

describe('a pasted list', () => {
  it('is one address a line, or the first column of a CSV with its head', () => {
    expect(addressesOf('a@x.y\n\n b@x.y \nA@x.y').addresses).toEqual(['A@x.y', 'b@x.y']);
    expect(addressesOf('\ufeffaddress;name\r\n"a@x.y";Anna\nb@x.y,Bert')).toEqual({
      addresses: ['a@x.y', 'b@x.y'],
      wrong: [],
    });
  });

  it('names what is no address', () => {
    expect(addressesOf('a@x.y\nbert smith\n@x').wrong).toEqual(['bert smith', '@x']);
  });
});
