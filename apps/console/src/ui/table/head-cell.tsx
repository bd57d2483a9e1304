'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { nextSort, sortDirection } from '../../lib/url-state.ts';
import type { Column } from './column.ts';
import classes from './data-table.module.css';

interface ColumnMoves {
  /** So many places to the right. */
  readonly by: (step: 1 | -1) => void;
  readonly begin: () => void;
  readonly end: () => void;
  /** What is dragged comes to the place of this one. */
  readonly drop: () => void;
  /** Where it would land; undefined: nothing is dragged, or this very column. */
  readonly side: 'left' | 'right' | undefined;
}

interface HeadCellProps {
  readonly column: Pick<Column<never>, 'id' | 'label' | 'sort' | 'isNumber'>;
  readonly isFirst: boolean;
  readonly sort: string;
  readonly onSort: ((sort: string) => void) | undefined;
  /** Undefined: the column stays where it is. */
  readonly onMove: ColumnMoves | undefined;
}

const moveKeys = 'Control+Shift+ArrowLeft Control+Shift+ArrowRight';

/** A column's header: sorts by a click, moves by drag or with Ctrl, Shift and an arrow. */
export function HeadCell({ column, isFirst, sort, onSort, onMove }: HeadCellProps) {
  const { label, sort: field, isNumber } = column;
  const [isOver, setOver] = useState(false);
  const direction = field === undefined ? 'none' : sortDirection(sort, field);
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  const press = (event: KeyboardEvent) => {
    if (onMove === undefined || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    onMove.by(event.key === 'ArrowLeft' ? -1 : 1);
  };
  const drags =
    onMove === undefined
      ? {}
      : {
          draggable: true,
          onDragStart: (event: DragEvent) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', label);
            onMove.begin();
          },
          onDragEnd: onMove.end,
          onDragOver: (event: DragEvent) => {
            if (onMove.side === undefined) return;
            event.preventDefault();
            setOver(true);
          },
          onDragLeave: () => setOver(false),
          onDrop: (event: DragEvent) => {
            event.preventDefault();
            setOver(false);
            onMove.drop();
          },
        };
  const keys = onMove === undefined ? {} : { 'aria-keyshortcuts': moveKeys, onKeyDown: press };
  return (
    <div
      role="columnheader"
      className={classes.headCell}
      data-first={isFirst || undefined}
      data-number={isNumber || undefined}
      data-lands={(isOver && onMove?.side) || undefined}
      aria-sort={field === undefined ? undefined : direction}
      {...drags}
    >
      {field === undefined || onSort === undefined ? (
        <span className="cut" {...(onMove === undefined ? {} : { tabIndex: 0, ...keys })}>
          {label}
        </span>
      ) : (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(nextSort(sort, field))}
          {...keys}
        >
          <span className="cut">{label}</span>
          {direction !== 'none' && <Arrow size={12} aria-hidden />}
        </button>
      )}
    </div>
  );
}
