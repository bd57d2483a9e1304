'use client';

import { useRouter } from 'next/navigation';
import type { MouseEvent, ReactNode } from 'react';
import classes from './plain-table.module.css';

export interface PlainColumn<Row> {
  readonly id: string;
  readonly label: string;
  readonly width?: number | string;
  readonly isNumber?: boolean;
  /** Nothing but buttons: its head is read, not seen. */
  readonly isQuiet?: boolean;
  /** Left out of the cards of small screens. */
  readonly isMinor?: boolean;
  readonly render: (row: Row) => ReactNode;
}

interface PlainTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly PlainColumn<Row>[];
  /** A click anywhere in the row leads there. */
  readonly href?: (row: Row) => string;
}

/** A short list as a table; on small screens each row is a card. */
export function PlainTable<Row extends { readonly id: string }>(props: PlainTableProps<Row>) {
  const { label, rows, columns, href } = props;
  const router = useRouter();
  const click = (event: MouseEvent, row: Row) => {
    if (href === undefined || (event.target as Element).closest('a, button, input')) return;
    router.push(href(row));
  };
  return (
    <div className={classes.box}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                style={column.width === undefined ? {} : { width: column.width }}
                data-number={column.isNumber || undefined}
              >
                {column.isQuiet ? <span className="srOnly">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.id}
              data-opens={href === undefined ? undefined : true}
              onClick={(event) => click(event, row)}
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  data-label={column.isQuiet ? undefined : column.label}
                  data-number={column.isNumber || undefined}
                  data-minor={column.isMinor || undefined}
                >
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
