'use client';

import { type CSSProperties, type MouseEvent, type ReactNode, type RefObject, memo } from 'react';
import { clickRow, type Modifiers, type Selection } from '../../lib/selection.ts';
import type { Column } from './column.ts';
import classes from './data-table.module.css';

/** What a row does, read at the moment of the click: rows are not drawn anew when only this changes. */
export interface RowDeeds<R> {
  readonly order: readonly string[];
  readonly selection?: Selection | undefined;
  readonly onSelection?: ((selection: Selection) => void) | undefined;
  readonly onActivate: (id: string) => void;
  readonly onOpen?: ((row: R) => void) | undefined;
  readonly onMenu?: ((row: R, at: { x: number; y: number }) => void) | undefined;
}

interface RowProps<R extends { readonly id: string }> {
  readonly domId: string;
  readonly index: number;
  readonly start: number;
  readonly size: number;
  /** Undefined: it is not loaded yet. */
  readonly row: R | undefined;
  readonly columns: readonly Column<R>[];
  /** Draws the row as a card; undefined: as cells. */
  readonly card: ((row: R) => ReactNode) | undefined;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly opens: boolean;
  /** Undefined: rows cannot be chosen. */
  readonly isChosen: boolean | undefined;
  readonly deeds: RefObject<RowDeeds<R>>;
}

export const Row = memo(PlainRow) as typeof PlainRow;

function PlainRow<R extends { readonly id: string }>(props: RowProps<R>) {
  const { row, index, columns, card, isChosen, deeds } = props;
  const choose = (modifiers: Modifiers) => {
    const { selection, onSelection, order } = deeds.current;
    if (row === undefined || selection === undefined) return;
    onSelection?.(clickRow(selection, row.id, { modifiers, order }));
  };
  const click = (event: MouseEvent) => {
    if (row === undefined || (event.target as Element).closest('a, button, input, label')) return;
    deeds.current.onActivate(row.id);
    if (card !== undefined || isChosen === undefined) return deeds.current.onOpen?.(row);
    choose({ adds: event.ctrlKey || event.metaKey, extends: event.shiftKey });
  };
  /** The name opens the row where it stands; with a modifier the browser opens its page as it likes. */
  const openByName = (event: MouseEvent) => {
    const isName = (event.target as Element).closest('a[data-opens-row]') !== null;
    if (row === undefined || !isName || deeds.current.onOpen === undefined) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    deeds.current.onActivate(row.id);
    deeds.current.onOpen(row);
  };
  const open = (event: MouseEvent) => {
    if (row === undefined || (event.target as Element).closest('a, button, input, label')) return;
    deeds.current.onOpen?.(row);
  };
  const openMenu = (event: MouseEvent) => {
    if (row === undefined || deeds.current.onMenu === undefined) return;
    event.preventDefault();
    deeds.current.onActivate(row.id);
    deeds.current.onMenu(row, { x: event.clientX, y: event.clientY });
  };
  const style: CSSProperties = {
    transform: `translateY(${props.start}px)`,
    height: props.size,
  };
  const common = {
    ...{
      id: props.domId,
      role: 'row',
      'aria-rowindex': index + 2,
      'aria-selected': isChosen,
      style,
    },
    'data-active': props.isActive || undefined,
    'data-open': props.isOpen || undefined,
    'data-opens': props.opens || undefined,
    onClick: click,
    onClickCapture: openByName,
    onDoubleClick: card === undefined && isChosen !== undefined ? open : undefined,
    onContextMenu: openMenu,
  };
  const box =
    isChosen === undefined ? undefined : (
      <input
        type="checkbox"
        className={classes.check}
        tabIndex={-1}
        aria-label={`Select row ${index + 1}`}
        checked={isChosen}
        onClick={(event) => choose({ adds: true, extends: event.shiftKey })}
        readOnly
      />
    );
  if (card !== undefined) {
    return (
      <div {...common} className={`${classes.line} ${classes.card}`}>
        {box !== undefined && (
          <div role="gridcell" className={classes.cardBox}>
            {box}
          </div>
        )}
        <div role="gridcell" className={classes.cardCell}>
          {row === undefined ? <span className={classes.blank} /> : card(row)}
        </div>
      </div>
    );
  }
  return (
    <div {...common} className={`${classes.line} ${classes.row}`}>
      {box !== undefined && (
        <div role="gridcell" className={classes.boxCell}>
          {box}
        </div>
      )}
      <Cells row={row} columns={columns} />
    </div>
  );
}

/** Stay as they are when the row is chosen, opened or moved. */
const Cells = memo(PlainCells) as typeof PlainCells;

function PlainCells<R extends { readonly id: string }>({
  row,
  columns,
}: Pick<RowProps<R>, 'row' | 'columns'>) {
  return (
    <>
      {columns.map(({ id, isNumber, render }, place) => (
        <div
          key={id}
          role="gridcell"
          className={classes.cell}
          data-first={place === 0 || undefined}
          data-number={isNumber || undefined}
        >
          {row === undefined ? <span className={classes.blank} /> : render(row)}
        </div>
      ))}
    </>
  );
}
