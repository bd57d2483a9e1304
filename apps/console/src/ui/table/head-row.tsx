'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { CSSProperties } from 'react';
import { isEmpty, isSelected, nothingSelected, selectAll } from '../../lib/selection.ts';
import { nextSort, sortDirection } from '../../lib/url-state.ts';
import type { DataTableProps } from './data-table.tsx';
import classes from './data-table.module.css';

interface HeadRowProps<R extends { readonly id: string }> extends DataTableProps<R> {
  readonly widths: CSSProperties;
}

export function HeadRow<R extends { readonly id: string }>(props: HeadRowProps<R>) {
  const { columns, sort, onSort, selection, onSelection, widths } = props;
  const { order } = props.rows.view;
  const isAll = selection !== undefined && order.every((id) => isSelected(selection, id));
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
              onChange={() =>
                onSelection?.(isEmpty(selection) ? selectAll(order) : nothingSelected)
              }
            />
          </div>
        )}
        {columns.map(({ id, label, sort: field, isNumber }, place) => {
          const direction = field === undefined ? 'none' : sortDirection(sort, field);
          const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
          return (
            <div
              key={id}
              role="columnheader"
              className={classes.headCell}
              data-first={place === 0 || undefined}
              data-number={isNumber || undefined}
              aria-sort={field === undefined ? undefined : direction}
            >
              {field === undefined || onSort === undefined ? (
                <span className="cut">{label}</span>
              ) : (
                <button
                  type="button"
                  className={classes.sort}
                  onClick={() => onSort(nextSort(sort, field))}
                >
                  <span className="cut">{label}</span>
                  {direction !== 'none' && <Arrow size={12} aria-hidden />}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
