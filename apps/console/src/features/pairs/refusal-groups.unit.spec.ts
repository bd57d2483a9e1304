import { describe, expect, it } from 'vitest';
import { refusalGroups } from './refusal-groups.ts';

const row = (source: string, message: string) => ({ id: source, source, code: 'x', message });

describe('rows that refused', () => {
  it('stand under the reason that they share, the most frequent first', () => {
    const groups = refusalGroups([
      row('ann', 'It is done.'),
      row('bob', 'It is running.'),
      row('cleo', 'It is running.'),
    ]);
    expect(groups.map(({ message, rows }) => [message, rows.map(({ id }) => id)])).toEqual([
      ['It is running.', ['bob', 'cleo']],
      ['It is done.', ['ann']],
    ]);
  });

  it('are none where none refused', () => {
    expect(refusalGroups([])).toEqual([]);
  });
});
