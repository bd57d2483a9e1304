'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react';
import type { RowView } from '../../lib/row-window.ts';
import { isSelected, type Selection } from '../../lib/selection.ts';
import type { Column } from './column.ts';
import classes from './data-table.module.css';
import { Row, type RowDeeds } from './row.tsx';
import type { RowFeed } from './use-rows.ts';

/** What the table's keys need of the rows that are drawn. */
export interface BodyHandle {
  readonly show: (index: number) => void;
  /** How many rows a page is. */
  readonly pageRows: () => number;
}

interface TableBodyProps<R extends { readonly id: string }> {
  readonly feed: RowFeed<R>;
  readonly view: RowView<R>;
  readonly total: number | undefined;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly handle: RefObject<BodyHandle | null>;
  readonly widths: CSSProperties;
  readonly rowHeight: number;
  /** Rows have the head above them, which hides what scrolls under it. */
  readonly headHeight: number;
  /** Begins the ids of rows. */
  readonly domId: string;
  readonly columns: readonly Column<R>[];
  readonly card: ((row: R) => ReactNode) | undefined;
  readonly selection: Selection | undefined;
  readonly active: string | undefined;
  readonly openId: string | undefined;
  readonly opens: boolean;
  readonly deeds: RefObject<RowDeeds<R>>;
}

/** Rows drawn beside those that are seen. */
const overscan = 10;

/** The rows that are seen. It alone is drawn anew when they scroll, and of them those that come. */
export function TableBody<R extends { readonly id: string }>(props: TableBodyProps<R>) {
  const { feed, view, total, scroller, rowHeight, headHeight, domId, selection } = props;
  const { active, openId } = props;
  const known = view.order.length;
  const count = view.isWhole ? known : Math.max(total ?? 0, known + (view.isLoading ? 1 : 0));
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const { isWhole, error } = view;
  // Looked at again when a failure is over, or the list goes on behind what was its end.
  useEffect(() => feed.see(first, last + 1), [feed, first, last, known, isWhole, error]);
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const seen = useRef(0);
  seen.current = last - first - overscan;
  useImperativeHandle(
    props.handle,
    () => ({
      show: (index) => virtual.scrollToIndex(index),
      pageRows: () => Math.max(1, seen.current),
    }),
    [virtual],
  );
  return (
    <div
      className={classes.body}
      role="rowgroup"
      style={{ ...props.widths, height: virtual.getTotalSize() }}
    >
      {items.map(({ index, start, size }) => {
        const rowId = view.order[index];
        return (
          <Row
            key={rowId ?? `blank-${index}`}
            domId={`${domId}-${rowId ?? index}`}
            {...{ index, start, size }}
            row={rowId === undefined ? undefined : view.rows.get(rowId)}
            columns={props.columns}
            card={props.card}
            isActive={rowId !== undefined && rowId === active}
            isOpen={rowId !== undefined && rowId === openId}
            opens={props.opens}
            deeds={props.deeds}
            isChosen={
              selection === undefined
                ? undefined
                : rowId !== undefined && isSelected(selection, rowId)
            }
          />
        );
      })}
    </div>
  );
}
