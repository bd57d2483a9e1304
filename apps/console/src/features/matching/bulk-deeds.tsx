'use client';

import type { MatchRow } from '@mailhaul/contracts';
import { Button, Menu, Text } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { formatCount, mailboxes } from '../../lib/format.ts';
import type { Decisions, RowDeed } from './match-draft.ts';
import { type BulkDeed, bulkDeeds, deedLabels, type Means, openRows } from './row-deeds.ts';

interface BulkDeedsProps {
  /** Of the chosen rows, or of all where none is chosen. */
  readonly rows: readonly MatchRow[];
  readonly isChosen: boolean;
  readonly decisions: Decisions;
  readonly means: Means;
  readonly viewerRefusal: string | undefined;
  readonly onDecide: (ids: readonly string[], deed: RowDeed) => void;
}

/** Decides the same for many rows; nothing happens before it is applied. */
export function BulkDeeds(props: BulkDeedsProps) {
  const { rows, isChosen, viewerRefusal } = props;
  const whom = isChosen ? `${mailboxes(rows.length)} chosen` : `all ${mailboxes(rows.length)}`;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          disabled={viewerRefusal !== undefined || rows.length === 0}
          rightSection={<ChevronDown size={14} aria-hidden />}
        >
          Action for {whom}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Choices {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices({ rows, decisions, means, onDecide }: BulkDeedsProps) {
  const open = openRows(rows, decisions).map(({ id }) => id);
  return (
    <>
      {bulkDeeds(rows, decisions, means).map((one) => (
        <Choice key={one.deed} {...one} allCount={rows.length} onDecide={onDecide} />
      ))}
      <Menu.Divider />
      <Menu.Item
        disabled={open.length === 0 || !means.hasDirectory}
        onClick={() => onDecide(open, 'create')}
      >
        Create users for {open.length === 0 ? 'those' : mailboxes(open.length)} without one
      </Menu.Item>
    </>
  );
}

function Choice(props: BulkDeed & { allCount: number; onDecide: BulkDeedsProps['onDecide'] }) {
  const { deed, ids, reason, allCount, onDecide } = props;
  const isForAll = ids.length === allCount;
  return (
    <Menu.Item disabled={ids.length === 0} onClick={() => onDecide(ids, deed)}>
      {deedLabels[deed]}
      {!isForAll && (
        <Text size="xs" c="dimmed" maw={300} style={{ whiteSpace: 'normal' }}>
          {ids.length === 0 ? '' : `${formatCount(ids.length)} of ${formatCount(allCount)}; else `}
          {reason}
        </Text>
      )}
    </Menu.Item>
  );
}
