'use client';

import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { LiveFrame } from '@mailhaul/contracts';
import { useLiveFrames } from '../../lib/live.tsx';
import { type RowSource, type RowView, RowWindow } from '../../lib/row-window.ts';

/** Rows of a list that are loaded and kept fresh; whoever draws them follows them with `useRowView`. */
export interface RowFeed<Row extends { readonly id: string }> {
  readonly window: RowWindow<Row>;
  /** Tells which rows are seen: they are loaded, and kept fresh. */
  readonly see: (from: number, to: number) => void;
  readonly refresh: () => void;
}

interface SeenRows<Row extends { readonly id: string }> {
  readonly view: RowView<Row>;
  /** Other filters were chosen, and what they find is not there yet: what is shown is of the ones before. */
  readonly isStale: boolean;
}

interface RowsOptions<Row> {
  /** What the list is asked by; another key is another list. */
  readonly key: string;
  readonly source: RowSource<Row>;
  /** Whether rows of the list may be old after the frame. */
  readonly isTouched: (frame: LiveFrame) => boolean;
}

/** How many rows are loaded ahead of those that are seen. */
const aheadRows = 60;

/** A list and its rows, for a page that draws them itself. */
export function useRows<Row extends { readonly id: string }>(
  options: RowsOptions<Row>,
): RowFeed<Row> & SeenRows<Row> {
  const feed = useRowFeed(options);
  return { ...feed, ...useRowView(feed) };
}

/** A list whose rows a table draws: its owner is not drawn anew when they come, change or scroll by. */
export function useRowFeed<Row extends { readonly id: string }>(
  options: RowsOptions<Row>,
): RowFeed<Row> {
  const { key, source, isTouched } = options;
  const latest = useRef(source);
  latest.current = source;
  const window = useMemo(() => {
    const { fetchPage, fetchRow } = latest.current;
    void key;
    return new RowWindow<Row>(fetchRow === undefined ? { fetchPage } : { fetchPage, fetchRow });
  }, [key]);
  const seen = useRef<readonly [number, number]>([0, aheadRows]);

  useEffect(() => {
    seen.current = [0, aheadRows];
    void window.ensure(1);
  }, [window]);

  const feed = useMemo(
    () => ({
      window,
      see: (from: number, to: number) => {
        seen.current = [from, to];
        // What failed is asked again by a person, or by the next frame.
        if (window.view().error !== undefined) return;
        if (to + aheadRows > window.view().order.length) void window.ensure(to + aheadRows);
      },
      refresh: () => void window.refresh(...seen.current).catch(keepWhatIsShown),
    }),
    [window],
  );
  useLiveFrames((frames) => {
    if (frames.some(isTouched)) feed.refresh();
  });
  return feed;
}

/** The rows as they are now. */
export function useRowView<Row extends { readonly id: string }>({
  window,
}: Pick<RowFeed<Row>, 'window'>): SeenRows<Row> {
  const view = useSyncExternalStore(window.subscribe, window.view, window.view);
  const before = useRef(view);
  const isStale = view.isLoading && view.order.length === 0 && before.current.order.length > 0;
  if (!isStale) before.current = view;
  return { view: isStale ? before.current : view, isStale };
}

/** The next frame asks again; until then the bar above says how old the data is. */
function keepWhatIsShown(): undefined {
  return undefined;
}
