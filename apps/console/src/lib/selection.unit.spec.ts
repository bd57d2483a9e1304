import { describe, expect, it } from 'vitest';
import {
  clickRow,
  isSelected,
  nothingSelected,
  selectAll,
  selectedCount,
  type Selection,
} from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const plain = { adds: false, extends: false };
const ctrl = { adds: true, extends: false };
const shift = { adds: false, extends: true };
const both = { adds: true, extends: true };

function clicked(...clicks: [string, typeof plain][]): readonly string[] {
  const selection = clicks.reduce<Selection>(
    (before, [id, modifiers]) => clickRow(before, id, { modifiers, order }),
    nothingSelected,
  );
  return order.filter((id) => isSelected(selection, id));
}

describe('selection', () => {
  it('is the row that was clicked', () => {
    expect(clicked(['b', plain], ['d', plain])).toEqual(['d']);
  });

  it('takes one more, and gives it back, with Ctrl', () => {
    expect(clicked(['b', plain], ['d', ctrl])).toEqual(['b', 'd']);
    expect(clicked(['b', plain], ['d', ctrl], ['b', ctrl])).toEqual(['d']);
  });

  it('reaches from the last click with Shift, either way, and starts anew each time', () => {
    expect(clicked(['b', plain], ['d', shift])).toEqual(['b', 'c', 'd']);
    expect(clicked(['c', plain], ['e', shift], ['a', shift])).toEqual(['a', 'b', 'c']);
  });

  it('adds a reach with Ctrl and Shift', () => {
    expect(clicked(['a', plain], ['d', ctrl], ['e', both])).toEqual(['a', 'd', 'e']);
  });

  it('reaches to the row alone where the first one is not shown any more', () => {
    const before: Selection = { kind: 'rows', ids: new Set(['x']), anchor: 'x' };
    const after = clickRow(before, 'c', { modifiers: shift, order });
    expect(after).toMatchObject({ ids: new Set(['c']) });
  });

  it('becomes rows again where one of all that match is taken out', () => {
    const all: Selection = { kind: 'matching' };
    expect(selectedCount(all, 4812)).toBe(4812);
    expect(isSelected(all, 'never seen')).toBe(true);
    const after = clickRow(all, 'c', { modifiers: ctrl, order });
    expect(after).toMatchObject({ kind: 'rows', ids: new Set(['a', 'b', 'd', 'e']) });
  });

  it('takes every row that is loaded', () => {
    expect(selectedCount(selectAll(order), 4812)).toBe(5);
  });
});
