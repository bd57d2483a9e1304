import { describe, expect, it } from 'vitest';
import { changesFor, readViews, viewQueryOf, withView } from './saved-views.ts';

describe('saved views', () => {
  it('keep filter, search, order and columns, and nothing of where one is', () => {
    const query = new URLSearchParams('open=p1&cols=source,status&tab=pairs&status=failed&q=anna');
    expect(viewQueryOf(query)).toBe('q=anna&status=failed&cols=source%2Cstatus');
  });

  it('take away what they do not name', () => {
    expect(changesFor({ name: 'Failed', query: 'status=needs-you,running&sort=-total' })).toEqual({
      ...{ q: '', cols: '' },
      ...{ status: 'needs-you,running', sort: '-total' },
    });
  });

  it('are replaced by one of the same name', () => {
    const [a, b] = [
      { name: 'A', query: 'q=1' },
      { name: 'B', query: '' },
    ];
    expect(withView([a, b], { name: 'A', query: 'q=2' })).toEqual([b, { name: 'A', query: 'q=2' }]);
  });

  it.each([undefined, '', '{', '{"a":1}', '[{"name":""}]', '[{"name":"A"}]'])(
    'are none where the browser has %j',
    (text) => expect(readViews(text)).toEqual([]),
  );
});
