'use client';

import { Checkbox, Skeleton } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { clickRow, type Modifiers, type Selection } from '../../lib/selection.ts';
import type { Column } from './column.ts';
import classes from './data-table.module.css';

interface RowProps<R extends { readonly id: string }> {
  readonly domId: string;
  readonly index: number;
  readonly start: number;
  readonly size: number;
  /** Undefined: it is not loaded yet. */
  readonly row: R | undefined;
  readonly columns: readonly Column<R>[];
  readonly isPhone: boolean;
  readonly card: (row: R) => ReactNode;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** Undefined: rows cannot be chosen. */
  readonly isChosen: boolean | undefined;
  readonly order: readonly string[];
  readonly selection?: Selection;
  readonly onSelection?: (selection: Selection) => void;
  readonly onActivate: () => void;
  readonly onOpen?: (row: R) => void;
  readonly onMenu?: (row: R, at: { x: number; y: number }) => void;
}

export function Row<R extends { readonly id: string }>(props: RowProps<R>) {
  const { row, index, columns, isPhone, isChosen, order, selection, onSelection } = props;
  const choose = (modifiers: Modifiers) => {
    if (row === undefined || selection === undefined) return;
    onSelection?.(clickRow(selection, row.id, { modifiers, order }));
  };
  const click = (event: MouseEvent) => {
    if (row === undefined || (event.target as Element).closest('a, button, input, label')) return;
    props.onActivate();
    const modifiers = { adds: event.ctrlKey || event.metaKey, extends: event.shiftKey };
    if (modifiers.adds || modifiers.extends) choose(modifiers);
    else props.onOpen?.(row);
  };
  const openMenu = (event: MouseEvent) => {
    if (row === undefined || props.onMenu === undefined) return;
    event.preventDefault();
    props.onActivate();
    props.onMenu(row, { x: event.clientX, y: event.clientY });
  };
  const common = {
    id: props.domId,
    role: 'row',
    'aria-rowindex': index + 2,
    'aria-selected': isChosen,
    'data-active': props.isActive || undefined,
    'data-open': props.isOpen || undefined,
    'data-opens': props.onOpen === undefined ? undefined : true,
    style: { transform: `translateY(${props.start}px)`, height: props.size },
    onClick: click,
    onContextMenu: openMenu,
  };
  if (isPhone) {
    return (
      <div {...common} className={`${classes.line} ${classes.card}`}>
        <div role="gridcell" className={classes.cardCell}>
          {row === undefined ? <Skeleton height={14} width="60%" /> : props.card(row)}
        </div>
      </div>
    );
  }
  return (
    <div {...common} className={`${classes.line} ${classes.row}`}>
      {isChosen !== undefined && (
        <div role="gridcell" className={classes.boxCell}>
          <Checkbox
            tabIndex={-1}
            aria-label={`Select row ${index + 1}`}
            checked={isChosen}
            onChange={(event) => {
              const { shiftKey } = event.nativeEvent as unknown as { shiftKey?: boolean };
              choose({ adds: true, extends: shiftKey === true });
            }}
          />
        </div>
      )}
      {columns.map(({ id, isNumber, render }, place) => (
        <div
          key={id}
          role="gridcell"
          className={classes.cell}
          data-first={place === 0 || undefined}
          data-number={isNumber || undefined}
        >
          {row === undefined ? <Skeleton height={10} width="55%" /> : render(row)}
        </div>
      ))}
    </div>
  );
}
