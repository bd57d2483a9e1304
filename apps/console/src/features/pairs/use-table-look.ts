'use client';

import type { Pair } from '@mailhaul/contracts';
import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { moveColumn } from '../../lib/move-column.ts';
import { useSession } from '../../lib/session.tsx';
import type { Address } from '../../lib/use-address.ts';
import type { Column } from '../../ui/table/column.ts';
import type { Density } from '../../ui/table/data-table.tsx';
import { usePairColumns, usualColumns } from './pair-columns.tsx';

/** How the table of mailboxes looks to this person. */
export interface TableLook {
  readonly all: readonly Column<Pair>[];
  /** Those that are shown, in their order. */
  readonly columns: readonly Column<Pair>[];
  /** Undefined: the usual ones. */
  readonly choose: (ids: readonly string[] | undefined) => void;
  /** To the place of that other one. */
  readonly move: (id: string, to: string) => void;
  readonly density: Density;
  readonly setDensity: (density: Density) => void;
}

/** Columns as the address names them, else as the person has kept them; the first one stays in front. */
export function useTableLook(
  base: string,
  named: readonly string[] | undefined,
  change: Address['change'],
): TableLook {
  const { operator } = useSession();
  const all = usePairColumns(base);
  const [kept, keep] = useLocalStorage<readonly string[]>({
    key: `mailhaul.pair-columns.${operator.id}`,
    defaultValue: usualColumns,
  });
  const [density, setDensity] = useLocalStorage<Density>({
    key: `mailhaul.table-density.${operator.id}`,
    defaultValue: 'usual',
  });
  const first = usualColumns[0] ?? '';
  const wished = named ?? kept;
  const shownKey = [first, ...wished.filter((id) => id !== first)].join(',');
  const columns = useMemo(
    () => shownKey.split(',').flatMap((id) => all.filter((column) => column.id === id)),
    [all, shownKey],
  );
  const choose = (ids: readonly string[] | undefined) => {
    keep(ids ?? usualColumns);
    change({ cols: ids });
  };
  const move = (id: string, to: string) =>
    choose(
      moveColumn(
        columns.map((column) => column.id),
        id,
        to,
      ),
    );
  return { all, columns, choose, move, density, setDensity };
}
