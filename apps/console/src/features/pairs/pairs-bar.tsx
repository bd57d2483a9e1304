'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Address } from '../../lib/use-address.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import { SavedViews } from './saved-views.tsx';
import classes from './pairs-tab.module.css';
import type { TableLook } from './use-table-look.ts';

interface PairsBarProps {
  readonly q: string;
  readonly change: Address['change'];
  readonly query: Address['query'];
  readonly look: TableLook;
  /** Where it is said whose mailboxes these are. */
  readonly conditionsHref: string;
  /** The filter, or what may be done with the rows that are chosen. */
  readonly children: ReactNode;
}

/** What stands above the table. */
export function PairsBar(props: PairsBarProps) {
  const { q, query, change, children, look, conditionsHref } = props;
  return (
    <div className={classes.bar}>
      {children}
      <div className={classes.tools}>
        <SearchBox
          label="Find a mailbox"
          value={q}
          width={200}
          onChange={(text) => change({ q: text })}
        />
        <Button component={Link} href={conditionsHref} variant="default">
          Change conditions
        </Button>
        <SavedViews {...{ query, change }} />
        <ColumnChooser look={look} />
      </div>
    </div>
  );
}
