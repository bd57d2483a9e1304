'use client';

import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { isSelected, type Selection } from '../../lib/selection.ts';
import { ProblemNotice } from '../problem-notice.tsx';
import { type Column, tracksOf } from './column.ts';
import classes from './data-table.module.css';
import { HeadRow } from './head-row.tsx';
import { Row, type RowDeeds } from './row.tsx';
import { useGridKeys } from './use-grid-keys.ts';
import type { Rows } from './use-rows.ts';

export interface DataTableProps<R extends { readonly id: string }> {
  readonly label: string;
  readonly rows: Rows<R>;
  readonly columns: readonly Column<R>[];
  /** How many there are; unknown: as many as were found. */
  readonly total?: number | undefined;
  readonly sort: string;
  readonly onSort?: (sort: string) => void;
  readonly selection?: Selection;
  readonly onSelection?: (selection: Selection) => void;
  readonly onOpen?: (row: R) => void;
  readonly onMenu?: (row: R, at: { x: number; y: number }) => void;
  readonly openId?: string | undefined;
  /** The row as a card, on small screens. */
  readonly card: (row: R) => ReactNode;
  readonly cardHeight?: number;
  readonly density?: Density;
  readonly empty: ReactNode;
}

const rowHeights = { usual: 36, compact: 30 };
export type Density = keyof typeof rowHeights;

/** Rows of a list that may be long: only those that are seen are drawn. */
export function DataTable<R extends { readonly id: string }>(props: DataTableProps<R>) {
  const { rows, columns, total, selection, onSelection, label, cardHeight = 92 } = props;
  const rowHeight = rowHeights[props.density ?? 'usual'];
  const { view, isStale, see, window: list } = rows;
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState<string>();
  const known = view.order.length;
  const count = view.isWhole ? known : Math.max(total ?? 0, known + (view.isLoading ? 1 : 0));
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone ? cardHeight : rowHeight),
    overscan: 10,
    scrollPaddingStart: isPhone ? 0 : rowHeight,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => see(first, last + 1));
  useEffect(() => {
    virtual.measure();
  }, [isPhone, rowHeight, virtual]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [list]);

  const { onOpen, onMenu } = props;
  const deeds = useRef<RowDeeds<R>>({ order: [], onActivate: setActive });
  deeds.current = {
    ...{ order: view.order, selection, onSelection, onOpen, onMenu },
    onActivate: setActive,
  };
  const keys = useGridKeys({
    ...props,
    ...{ active, setActive, pageRows: Math.max(1, last - first - 10) },
    show: (index) => virtual.scrollToIndex(index),
  });

  if (view.error !== undefined && known === 0) {
    return <ProblemNotice error={view.error} onRetry={() => void list.ensure(1)} />;
  }
  if (view.isWhole && known === 0 && !isStale) return <>{props.empty}</>;
  const { tracks, minWidth } = tracksOf(columns, selection !== undefined);
  const widths = {
    ...{ '--tracks': tracks, '--row-height': `${rowHeight}px` },
    minWidth: isPhone ? 0 : minWidth,
  } as CSSProperties;
  return (
    <div className={classes.box} data-stale={isStale || undefined}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={view.isWhole ? known + 1 : (total ?? -1) < 0 ? -1 : (total ?? 0) + 1}
        aria-colcount={columns.length + (selection ? 1 : 0)}
        aria-multiselectable={selection === undefined ? undefined : true}
        aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
        aria-busy={view.isLoading || isStale}
        tabIndex={0}
        onKeyDown={keys}
      >
        {!isPhone && <HeadRow {...props} widths={widths} />}
        <div
          className={classes.body}
          role="rowgroup"
          style={{ ...widths, height: virtual.getTotalSize() }}
        >
          {items.map(({ index, start, size }) => {
            const rowId = view.order[index];
            const row = rowId === undefined ? undefined : view.rows.get(rowId);
            return (
              <Row
                key={rowId ?? `blank-${index}`}
                domId={`${id}-${rowId ?? index}`}
                {...{ index, start, size, row, columns, deeds }}
                card={isPhone ? props.card : undefined}
                isActive={rowId !== undefined && rowId === active}
                isOpen={rowId !== undefined && rowId === props.openId}
                opens={props.onOpen !== undefined}
                isChosen={
                  selection === undefined
                    ? undefined
                    : rowId !== undefined && isSelected(selection, rowId)
                }
              />
            );
          })}
        </div>
      </div>
      {view.error !== undefined && (
        <ProblemNotice error={view.error} onRetry={() => void list.ensure(known + 1)} />
      )}
    </div>
  );
}
