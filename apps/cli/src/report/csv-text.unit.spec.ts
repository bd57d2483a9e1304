import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { csvText } from './csv-text.ts';

const cells = [
  ...[
    '',
    'INBOX',
    'Gesendete Objekte',
    'Entwürfe/2024',
    '12:34',
    '2024-01-31T10:00:00.000Z',
    'a.b_c-d',
  ],
  ...['a,b', 'a"b', '"', 'a\nb', 'a\rb', 'a\r\nb', ' lead', 'trail ', "'x", 'a;b', 'a|b'],
  ...['=1+1', '+1', '-1', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x', '/x', '.x', ':x', '_x'],
];

describe('csvText', () => {
  it('writes every cell as the library does, in any place', () => {
    const options = { escape_formulas: true, record_delimiter: 'windows' } as const;
    const rows = cells.flatMap((cell) => [
      [cell, 'plain', 'x'],
      ['x', cell, 'y'],
      ['1', '2', cell],
      ['plain', 'plain', 'plain'],
    ]);
    expect(csvText(rows)).toBe(stringify(rows, options));
  });

  it('writes nothing of nothing', () => {
    expect(csvText([])).toBe('');
  });
});
