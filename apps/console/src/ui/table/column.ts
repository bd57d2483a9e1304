import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** A grid track: `minmax(200px, 2fr)`, `110px`. */
  readonly width: string;
  /** The field that the server sorts by. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  readonly render: (row: Row) => ReactNode;
}

/** Widths of all columns as CSS wants them. */
export function tracksOf(columns: readonly Column<never>[], hasBoxes: boolean): string {
  return [...(hasBoxes ? ['36px'] : []), ...columns.map(({ width }) => width)].join(' ');
}
