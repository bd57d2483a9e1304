import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { parseFolderMap } from './folder-map.ts';

describe('folder map', () => {
  it('reads entries, divided or repeated, with escapes and blanks', () => {
    const map = parseFolderMap([
      'Sent Items=Sent; Bin = Trash/Old ;',
      'a\\=b=c\\;d',
      '/Lead/=Trail/',
    ]);
    expect([...map]).toEqual([
      ['Sent Items', 'Sent'],
      ['Bin', 'Trash/Old'],
      ['a=b', 'c;d'],
      ['Lead', 'Trail'],
    ]);
    expect(parseFolderMap(['']).size).toBe(0);
  });

  it('refuses what cannot be meant', () => {
    for (const wrong of ['Sent', '=Sent', 'Sent=', 'a=b=c', 'a=x;b=x', 'a=x;a=y']) {
      expect(() => parseFolderMap([wrong]), wrong).toThrow(UsageError);
    }
  });
});
