'use client';

import type { KeyboardEvent, RefObject } from 'react';
import type { RowView } from '../../lib/row-window.ts';
import {
  areAllSelected,
  clickRow,
  nothingSelected,
  selectAll,
  type Selection,
} from '../../lib/selection.ts';
import type { BodyHandle } from './table-body.tsx';

interface GridKeysOptions<R extends { readonly id: string }> {
  readonly view: RowView<R>;
  readonly active: string | undefined;
  readonly setActive: (id: string) => void;
  readonly body: RefObject<BodyHandle | null>;
  readonly selection: Selection | undefined;
  readonly onSelection: ((selection: Selection) => void) | undefined;
  readonly onOpen: ((row: R) => void) | undefined;
  readonly onMenu: ((row: R, at: { x: number; y: number }) => void) | undefined;
}

/** Arrows, Home, End and pages move; Space chooses, with Shift up to there; Enter opens; Ctrl+A chooses all. */
export function useGridKeys<R extends { readonly id: string }>(options: GridKeysOptions<R>) {
  const { view, active, setActive, body, selection, onSelection } = options;
  const { order } = view;

  const moveTo = (index: number, event: KeyboardEvent) => {
    const place = Math.max(0, Math.min(order.length - 1, index));
    const id = order[place];
    if (id === undefined) return;
    event.preventDefault();
    setActive(id);
    body.current?.show(place);
    if (event.shiftKey && selection !== undefined) {
      const from = selection.kind === 'rows' && selection.anchor === undefined ? active : undefined;
      const begun = from === undefined ? selection : selectOne(from);
      const modifiers = { adds: false, extends: true };
      onSelection?.(clickRow(begun, id, { modifiers, order }));
    }
  };

  return (event: KeyboardEvent) => {
    if ((event.target as Element).closest('input, textarea, select')) return;
    const at = active === undefined ? -1 : order.indexOf(active);
    const row = active === undefined ? undefined : view.rows.get(active);
    const pageRows = body.current?.pageRows() ?? 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + pageRows,
      PageUp: at - pageRows,
      Home: 0,
      End: order.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) return moveTo(target, event);
    if (event.key === 'Escape' && selection !== undefined) return onSelection?.(nothingSelected);
    if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      if (onSelection === undefined || selection === undefined) return;
      event.preventDefault();
      return areAllSelected(selection, order) ? undefined : onSelection(selectAll(order));
    }
    if (row === undefined || (event.target as Element).closest('a, button')) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      options.onOpen?.(row);
    } else if (event.key === ' ' && selection !== undefined) {
      event.preventDefault();
      const modifiers = { adds: true, extends: event.shiftKey };
      onSelection?.(clickRow(selection, row.id, { modifiers, order }));
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      const place = event.currentTarget.querySelector('[data-active]')?.getBoundingClientRect();
      options.onMenu?.(row, { x: (place?.left ?? 0) + 48, y: place?.bottom ?? 0 });
    }
  };
}

function selectOne(id: string): Selection {
  return { kind: 'rows', ids: new Set([id]), anchor: id };
}
