import { expect, it } from 'vitest';
import { passwordsCsv } from './passwords-csv.ts';

it('writes initial passwords as they are, and no address as a formula', () => {
  const row = { source: '=x@old', target: 'ann@new', password: '=1",\'@ ' };
  expect(passwordsCsv([row])).toBe(
    'source,target,password\r\n"\'=x@old","ann@new","=1"",\'@ "\r\n',
  );
});
