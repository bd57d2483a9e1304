import { describe, expect, it } from 'vitest';
import { moveColumn } from './move-column.ts';

const columns = ['source', 'status', 'now', 'total'];

describe('moving a column', () => {
  it.each([
    ['total', 'status', 'source,total,status,now'],
    ['status', 'total', 'source,now,total,status'],
    ['status', 'now', 'source,now,status,total'],
    ['now', 'now', 'source,status,now,total'],
  ])('%s to the place of %s', (id, to, order) => {
    expect(moveColumn(columns, id, to).join(',')).toBe(order);
  });

  it('leaves the first in front, and knows nothing of columns that are not shown', () => {
    expect(moveColumn(columns, 'source', 'now')).toEqual(columns);
    expect(moveColumn(columns, 'now', 'source')).toEqual(columns);
    expect(moveColumn(columns, 'bytes', 'now')).toEqual(columns);
  });
});
