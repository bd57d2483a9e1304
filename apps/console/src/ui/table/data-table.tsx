'use client';

import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Selection } from '../../lib/selection.ts';
import { ProblemNotice } from '../problem-notice.tsx';
import { type Column, tracksOf } from './column.ts';
import classes from './data-table.module.css';
import { HeadRow } from './head-row.tsx';
import type { RowDeeds } from './row.tsx';
import { type BodyHandle, TableBody } from './table-body.tsx';
import { useGridKeys } from './use-grid-keys.ts';
import { type RowFeed, useRowView } from './use-rows.ts';

interface DataTableProps<R extends { readonly id: string }> {
  readonly label: string;
  readonly rows: RowFeed<R>;
  readonly columns: readonly Column<R>[];
  /** How many there are; unknown: as many as were found. */
  readonly total?: number | undefined;
  readonly sort: string;
  readonly onSort?: (sort: string) => void;
  /** A column comes to the place of that other one; undefined: they stay. */
  readonly onMoveColumn?: (id: string, to: string) => void;
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
  const { window: list } = rows;
  const { view, isStale } = useRowView(rows);
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<BodyHandle>(null);
  const id = useId();
  const [active, setActive] = useState<string>();
  const known = view.order.length;
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [list]);

  const { onOpen, onMenu, onSort, onMoveColumn } = props;
  const deeds = useRef<RowDeeds<R>>({ order: [], onActivate: setActive });
  deeds.current = {
    ...{ order: view.order, selection, onSelection, onOpen, onMenu },
    onActivate: setActive,
  };
  const keys = useGridKeys({
    ...{ view, active, setActive, body, selection, onSelection, onOpen, onMenu },
  });
  // The head is drawn anew only when what it shows changes.
  const headDeeds = useRef({ onSort, onMoveColumn, onSelection });
  headDeeds.current = { onSort, onMoveColumn, onSelection };
  const select = useCallback((next: Selection) => headDeeds.current.onSelection?.(next), []);
  const sortBy = useCallback((next: string) => headDeeds.current.onSort?.(next), []);
  const move = useCallback(
    (one: string, to: string) => headDeeds.current.onMoveColumn?.(one, to),
    [],
  );
  const hasBoxes = selection !== undefined;
  const widths = useMemo(() => {
    const { tracks, minWidth } = tracksOf(columns, hasBoxes);
    return {
      ...{ '--tracks': tracks, '--row-height': `${rowHeight}px` },
      minWidth: isPhone ? 0 : minWidth,
    };
  }, [columns, hasBoxes, rowHeight, isPhone]);

  if (view.error !== undefined && known === 0) {
    return <ProblemNotice error={view.error} onRetry={() => void list.ensure(1)} />;
  }
  if (view.isWhole && known === 0 && !isStale) return <>{props.empty}</>;
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
        {!isPhone && (
          <HeadRow
            {...{ columns, widths, selection }}
            order={view.order}
            sort={props.sort}
            onSelection={select}
            onSort={onSort === undefined ? undefined : sortBy}
            onMoveColumn={onMoveColumn === undefined ? undefined : move}
          />
        )}
        <TableBody
          {...{ view, total, scroller, widths, columns, selection, active, deeds }}
          feed={rows}
          handle={body}
          rowHeight={isPhone ? cardHeight : rowHeight}
          headHeight={isPhone ? 0 : rowHeight}
          domId={id}
          card={isPhone ? props.card : undefined}
          openId={props.openId}
          opens={onOpen !== undefined}
        />
      </div>
      {view.error !== undefined && (
        <ProblemNotice error={view.error} onRetry={() => void list.ensure(known + 1)} />
      )}
    </div>
  );
}
