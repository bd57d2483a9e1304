import { describe, expect, it } from 'vitest';
import { faultsByLine, rowCount, withLine, withoutLine } from './csv-lines.ts';

const csv = 'source,target\na,b\nc,d\n';

describe('lines of a CSV', () => {
  it('are named by the faults, in their order', () => {
    const faults = [
      { place: 'line 7, source', message: 'is empty' },
      { place: 'line 3', message: 'has too many values' },
      { place: 'body', message: 'is too large' },
    ];
    expect(faultsByLine(faults)).toEqual({
      lines: [
        { line: 3, column: undefined, message: 'has too many values' },
        { line: 7, column: 'source', message: 'is empty' },
      ],
      others: [faults[2]],
    });
  });

  it('are mended and left out where they stand', () => {
    expect(withLine(csv, 2, 'x,y\nz')).toBe('source,target\nx,y z\nc,d\n');
    expect(withLine(csv, 99, 'x')).toBe(csv);
    expect(withoutLine(csv, 3)).toBe('source,target\na,b\n');
  });

  it('are counted without the head and empty ones', () => {
    expect(rowCount(csv)).toBe(2);
    expect(rowCount('')).toBe(0);
  });
});
