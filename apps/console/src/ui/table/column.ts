import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** Pixels: at least, or exactly where it does not grow. */
  readonly width: number;
  /** Its share of what is left over. */
  readonly grow?: number;
  /** The field that the server sorts by. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  readonly render: (row: Row) => ReactNode;
}

const boxWidth = 36;

/** Widths of all columns as CSS wants them, and what they need together. */
export function tracksOf(columns: readonly Column<never>[], hasBoxes: boolean) {
  const tracks = columns.map(({ width, grow }) =>
    grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`,
  );
  const sum = columns.reduce((total, { width }) => total + width, hasBoxes ? boxWidth : 0);
  return { tracks: [...(hasBoxes ? [`${boxWidth}px`] : []), ...tracks].join(' '), minWidth: sum };
}
