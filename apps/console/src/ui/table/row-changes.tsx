'use client';

import { ChangesChip } from './changes-chip.tsx';
import { type RowFeed, useRowView } from './use-rows.ts';

/** The chip of a list that a table draws. */
export function RowChanges<Row extends { readonly id: string }>({
  rows,
}: {
  rows: Pick<RowFeed<Row>, 'window'>;
}) {
  const { changedCount } = useRowView(rows).view;
  return <ChangesChip count={changedCount} onShow={() => void rows.window.show()} />;
}
