'use client';

import type { Pair, PairAction } from '@mailhaul/contracts';
import { Menu, Text } from '@mantine/core';
import { AtSign, KeyRound, Pencil } from 'lucide-react';
import { type PairDeed, pairDeeds, pairRefusal, priorities, priorityHint } from './pair-actions.ts';
import type { AddressRefreshing } from './use-address-refresh.tsx';

interface PairMenuItemsProps {
  /** Undefined: several at once; then the server says which refuse. */
  readonly pair?: Pair | undefined;
  readonly viewerRefusal: string | undefined;
  readonly onRun: (action: PairAction, priority?: number) => void;
  readonly refresh: Pick<AddressRefreshing, 'refusal'>;
  readonly onRefresh: () => void;
  readonly onPasswords: () => void;
  /** Undefined: several at once, which have no form. */
  readonly onEdit?: (() => void) | undefined;
}

/** The one list of what can be done with a mailbox: in the row's menu, the page's and the bulk bar's. */
export function PairMenuItems(props: PairMenuItemsProps) {
  const { pair, viewerRefusal, onRun, onEdit, refresh, onRefresh, onPasswords } = props;
  const isWithoutPassword = pair !== undefined && pair.hasInitialPassword !== true;
  const refusalOf = (action: PairAction) => viewerRefusal ?? (pair && pairRefusal(pair, action));
  const item = ({ action, label, icon: Icon, warns }: PairDeed) => {
    const refusal = refusalOf(action);
    return (
      <Menu.Item
        key={action}
        leftSection={<Icon size={14} />}
        color={warns === undefined ? undefined : 'red'}
        disabled={refusal !== undefined}
        onClick={() => onRun(action)}
      >
        {label}
        {warns === undefined ? '' : '…'}
        {refusal !== undefined && viewerRefusal === undefined && (
          <Text size="xs" c="dimmed">
            {refusal}
          </Text>
        )}
      </Menu.Item>
    );
  };
  return (
    <>
      {viewerRefusal !== undefined && <Menu.Label maw={260}>{viewerRefusal}</Menu.Label>}
      {pairDeeds.filter(({ warns }) => warns === undefined).map(item)}
      <Menu.Divider />
      {onEdit !== undefined && (
        <Menu.Item
          leftSection={<Pencil size={14} />}
          disabled={viewerRefusal !== undefined}
          onClick={onEdit}
        >
          Edit mailbox…
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<AtSign size={14} />}
        disabled={viewerRefusal !== undefined || refresh.refusal !== undefined}
        onClick={onRefresh}
      >
        Refresh email addresses
        {refresh.refusal !== undefined && viewerRefusal === undefined && (
          <Text size="xs" c="dimmed" maw={260}>
            {refresh.refusal}
          </Text>
        )}
      </Menu.Item>
      <Menu.Item
        leftSection={<KeyRound size={14} />}
        disabled={viewerRefusal !== undefined || isWithoutPassword}
        onClick={onPasswords}
      >
        Initial password…
        {isWithoutPassword && viewerRefusal === undefined && (
          <Text size="xs" c="dimmed">
            None is kept for it
          </Text>
        )}
      </Menu.Item>
      <Menu.Sub position="left-start">
        <Menu.Sub.Target>
          <Menu.Sub.Item disabled={viewerRefusal !== undefined}>Priority</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          <Menu.Label maw={220}>{priorityHint}</Menu.Label>
          {priorities.map(({ value, label }) => (
            <Menu.Item key={value} onClick={() => onRun('set-priority', value)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      <Menu.Divider />
      {pairDeeds.filter(({ warns }) => warns !== undefined).map(item)}
    </>
  );
}

/** The menu of a row at the pointer. */
export function RowMenu({
  at,
  onClose,
  ...items
}: PairMenuItemsProps & { at: { x: number; y: number } | undefined; onClose: () => void }) {
  return (
    <Menu opened={at !== undefined} onClose={onClose} position="bottom-start" returnFocus>
      <Menu.Target>
        <span
          style={{ position: 'fixed', left: at?.x ?? 0, top: at?.y ?? 0, width: 1, height: 1 }}
          aria-hidden
        />
      </Menu.Target>
      <Menu.Dropdown>
        <PairMenuItems {...items} />
      </Menu.Dropdown>
    </Menu>
  );
}
