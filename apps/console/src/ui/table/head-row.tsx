'use client';

import { Portal } from '@mantine/core';
import { type CSSProperties, memo, useMemo, useState } from 'react';
import {
  areAllSelected,
  isEmpty,
  nothingSelected,
  selectAll,
  type Selection,
} from '../../lib/selection.ts';
import type { Column } from './column.ts';
import classes from './data-table.module.css';
import { HeadCell } from './head-cell.tsx';

interface HeadRowProps {
  readonly columns: readonly Pick<Column<never>, 'id' | 'label' | 'sort' | 'isNumber'>[];
  readonly widths: CSSProperties;
  /** Of the rows that are loaded. */
  readonly order: readonly string[];
  readonly sort: string;
  readonly onSort: ((sort: string) => void) | undefined;
  readonly onMoveColumn: ((id: string, to: string) => void) | undefined;
  readonly selection: Selection | undefined;
  readonly onSelection: (selection: Selection) => void;
}

/** Names of columns, which sort and move them; the box in front chooses all rows. */
export const HeadRow = memo(PlainHeadRow);

function PlainHeadRow(props: HeadRowProps) {
  const { columns, order, selection, onSelection, onMoveColumn, widths } = props;
  const [dragged, setDragged] = useState<string>();
  const [told, setTold] = useState('');
  const isAll = useMemo(
    () => selection !== undefined && areAllSelected(selection, order),
    [selection, order],
  );
  const move = (id: string, to: string) => {
    const place = columns.findIndex((column) => column.id === to);
    // The first column names the row and stays where it is.
    if (place < 1 || id === to) return;
    const label = columns.find((column) => column.id === id)?.label ?? id;
    onMoveColumn?.(id, to);
    setTold(`${label} is column ${place + 1} of ${columns.length}`);
  };
  return (
    <div className={classes.head} role="rowgroup" style={widths}>
      <div className={classes.row} role="row" aria-rowindex={1}>
        {selection !== undefined && (
          <div role="columnheader" className={classes.boxCell}>
            <input
              type="checkbox"
              className={classes.check}
              aria-label="Select all rows"
              checked={isAll && !isEmpty(selection)}
              ref={(box) => {
                if (box !== null) box.indeterminate = !isAll && !isEmpty(selection);
              }}
              onChange={() => onSelection(isEmpty(selection) ? selectAll(order) : nothingSelected)}
            />
          </div>
        )}
        {columns.map((column, place) => (
          <HeadCell
            key={column.id}
            column={column}
            isFirst={place === 0}
            sort={props.sort}
            onSort={props.onSort}
            onMove={
              place === 0 || onMoveColumn === undefined
                ? undefined
                : {
                    by: (step) => move(column.id, columns[place + step]?.id ?? column.id),
                    begin: () => setDragged(column.id),
                    end: () => setDragged(undefined),
                    drop: () => dragged !== undefined && move(dragged, column.id),
                    side: sideOf(columns, dragged, place),
                  }
            }
          />
        ))}
      </div>
      {/* A grid has nothing but rows. */}
      <Portal>
        <span className="srOnly" role="status">
          {told}
        </span>
      </Portal>
    </div>
  );
}

/** On which side of a cell the dragged column would land. */
function sideOf(
  columns: readonly { readonly id: string }[],
  dragged: string | undefined,
  place: number,
): 'left' | 'right' | undefined {
  const from = columns.findIndex(({ id }) => id === dragged);
  if (from < 0 || from === place) return undefined;
  return from < place ? 'right' : 'left';
}
