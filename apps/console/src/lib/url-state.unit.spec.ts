import { describe, expect, it } from 'vitest';
import { nextSort, readTableState, sortDirection, withValues } from './url-state.ts';

const state = (query: string) => readTableState(new URLSearchParams(query));

describe('address of a table', () => {
  it('says filters, order, columns and the open row', () => {
    expect(
      state('status=running,needs-you&sort=-migrated&q=anna&cols=source,status&open=1'),
    ).toEqual({
      q: 'anna',
      sort: '-migrated',
      status: ['running', 'needs-you'],
      columns: ['source', 'status'],
      open: '1',
    });
  });

  it('takes what makes no sense as if it were not there', () => {
    expect(state(`status=bogus,running&sort=a;drop&q=${'x'.repeat(500)}`)).toEqual({
      q: 'x'.repeat(200),
      sort: '',
      status: ['running'],
      columns: undefined,
      open: undefined,
    });
  });

  it('changes some values and leaves the others', () => {
    const query = new URLSearchParams('tab=failed&q=anna');
    expect(withValues(query, { q: '', status: ['running', 'waiting'] })).toBe(
      '?tab=failed&status=running,waiting',
    );
    expect(withValues(query, { tab: undefined, q: undefined })).toBe('');
  });

  it('reads what it wrote, whatever was typed', () => {
    const typed = 'a&b=c,d #ä%';
    const query = new URLSearchParams(withValues(new URLSearchParams(), { q: typed }).slice(1));
    expect(readTableState(query).q).toBe(typed);
  });
});

it('sorts up, down, and not at all', () => {
  expect(nextSort('', 'failed')).toBe('failed');
  expect(nextSort('failed', 'failed')).toBe('-failed');
  expect(nextSort('-failed', 'failed')).toBe('');
  expect(nextSort('-failed', 'total')).toBe('total');
  expect(sortDirection('-failed', 'failed')).toBe('descending');
  expect(sortDirection('failed', 'total')).toBe('none');
});
