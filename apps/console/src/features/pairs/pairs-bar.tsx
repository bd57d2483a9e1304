'use client';

import type { Pair } from '@mailhaul/contracts';
import type { ReactNode } from 'react';
import type { Address } from '../../lib/use-address.ts';
import type { Column } from '../../ui/table/column.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import type { Density } from '../../ui/table/data-table.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import { SavedViews } from './saved-views.tsx';
import classes from './pairs-tab.module.css';

interface PairsBarProps {
  readonly q: string;
  readonly columns: readonly Column<Pair>[];
  readonly shown: readonly string[];
  readonly change: Address['change'];
  readonly query: Address['query'];
  readonly onColumns: (ids: readonly string[] | undefined) => void;
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly filter: ReactNode;
}

/** What stands above the table while no row is chosen. */
export function PairsBar(props: PairsBarProps) {
  const { q, columns, shown, query, change, onColumns, filter, density, onDensity } = props;
  return (
    <div className={classes.bar}>
      {filter}
      <div className={classes.tools}>
        <SearchBox
          label="Find a mailbox"
          value={q}
          width={200}
          onChange={(text) => change({ q: text })}
        />
        <SavedViews {...{ query, change }} />
        <ColumnChooser {...{ columns, shown, density, onDensity }} onChange={onColumns} />
      </div>
    </div>
  );
}
