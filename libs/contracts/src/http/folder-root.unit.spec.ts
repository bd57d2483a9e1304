import { expect, it } from 'vitest';
import { folderRootSchema } from './folder-root.ts';

it.for([
  ['Old mail/Ann', 'Old mail/Ann'],
  [' /Old mail/Ann/ ', 'Old mail/Ann'],
  ['Jürgen', 'Jürgen'],
  ['/', ''],
])('a folder root %j is kept as %j', ([text, kept]) => {
  expect(folderRootSchema.parse(text)).toBe(kept);
});

it.for([
  ['', 'must not be empty'],
  ['   ', 'must not be empty'],
  ['a//b', 'without a name'],
  ['a/ /b', 'without a name'],
  ['a\nb', 'control'],
  ['a\u0000b', 'control'],
  ['a\u200bb', 'invisible'],
  ['x'.repeat(501), '500 characters'],
  [Array.from({ length: 21 }, () => 'x').join('/'), '20 folders'],
])('a folder root %j is refused: %s', ([text, reason = '']) => {
  expect(folderRootSchema.safeParse(text).error?.issues[0]?.message).toContain(reason);
});
