import { expect, it } from 'vitest';
import { withDatabase } from './with-database.ts';

it.each([
  ['mongodb://host', 'mongodb://host/case'],
  ['mongodb://a:1,b:2/named?tls=true', 'mongodb://a:1,b:2/case?tls=true'],
  ['mongodb://ann:word@host/named', 'mongodb://ann:word@host/case?authSource=named'],
  [
    'mongodb://ann:word@host/named?authSource=admin',
    'mongodb://ann:word@host/case?authSource=admin',
  ],
  ['mongodb+srv://ann:word@host/', 'mongodb+srv://ann:word@host/case'],
])('%s leads to %s', (address, expected) => {
  expect(withDatabase(address, 'case')).toBe(expected);
});

it('repeats nothing of what is no address', () => {
  expect(() => withDatabase('ann:word', 'case')).toThrow(/^the address of the read store is none$/);
});
