import { expect, it } from 'vitest';
import { csvOf } from './download-text.ts';

it('a file for spreadsheets keeps cells apart, and none of them is a formula', () => {
  expect(
    csvOf([
      ['a', 'b "c", d'],
      ['=1+1', '-x'],
    ]),
  ).toBe('"a","b ""c"", d"\r\n"\'=1+1","\'-x"\r\n');
});
