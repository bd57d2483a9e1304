'use client';

import type { PairAction } from '@mailhaul/contracts';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { ChevronDown, X } from 'lucide-react';
import { mailboxes } from '../../lib/format.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import classes from './bulk-bar.module.css';
import { PairMenuItems } from './pair-menu.tsx';
import type { AddressRefreshing } from './use-address-refresh.tsx';

interface BulkBarProps {
  readonly count: number;
  /** How many the filters find; undefined: they are all chosen already. */
  readonly matching: number | undefined;
  readonly viewerRefusal: string | undefined;
  readonly isPending: boolean;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onRun: (action: PairAction, priority?: number) => void;
  readonly refresh: Pick<AddressRefreshing, 'refusal'>;
  readonly onRefresh: () => void;
  readonly onPasswords: () => void;
}

/** Stands in for the table's bar while rows are chosen. */
export function BulkBar(props: BulkBarProps) {
  const { count, matching, viewerRefusal, isPending, onRun, refresh, onRefresh, onPasswords } =
    props;
  const button = (action: PairAction, label: string) => (
    <ActionButton
      variant="default"
      refusal={viewerRefusal}
      loading={isPending}
      onClick={() => onRun(action)}
    >
      {label}
    </ActionButton>
  );
  return (
    <div className={classes.bar} role="region" aria-label="Chosen mailboxes">
      <ActionIcon aria-label="Clear selection" onClick={props.onNone}>
        <X size={16} />
      </ActionIcon>
      <span role="status" className={`num ${classes.count}`}>
        {mailboxes(count)} chosen
      </span>
      {matching !== undefined && (
        <Button variant="subtle" onClick={props.onAll}>
          Select all {matching.toLocaleString('en-GB')} that match
        </Button>
      )}
      <span className={classes.space} />
      {button('start', 'Start')}
      {button('retry-failed', 'Retry failed items')}
      {button('hold', 'Hold')}
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronDown size={14} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <PairMenuItems {...{ viewerRefusal, onRun, refresh, onRefresh, onPasswords }} />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
