'use client';

import type { Connection, Job } from '@mailhaul/contracts';
import { ActionIcon, Tooltip } from '@mantine/core';
import { Eye, Pencil, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { counted, formatCount } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Nothing, Tile } from '../../ui/tile.tsx';
import { ConnectionMark } from '../connections/connection-mark.tsx';
import { useDeleteConnection } from '../connections/use-delete-connection.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { connectionsOf, type Side } from './connections-of.ts';
import classes from './dashboard.module.css';

interface ConnectionsTileProps {
  readonly side: Side;
  readonly connections: readonly Connection[];
  readonly jobs: readonly Job[];
}

const shownMax = 6;
const words = {
  source: {
    title: 'Source server connections',
    none: 'The mail systems that mailboxes are read from. New defines one.',
  },
  target: {
    title: 'Target server connections',
    none: 'The mail systems that mailboxes are copied to. New defines one.',
  },
};

/** What is defined for one side. A connection that no job uses yet may become either, and stands in both. */
export function ConnectionsTile({ side, connections, jobs }: ConnectionsTileProps) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const { title, none } = words[side];
  const rows = connectionsOf(side, { connections, jobs });
  const more = rows.length - shownMax;
  return (
    <Tile
      title={title}
      count={formatCount(rows.length)}
      actions={
        <ActionButton
          variant="default"
          refusal={refusal}
          onClick={() => router.push(`/t/${tenant}/connections/new`)}
        >
          New
        </ActionButton>
      }
    >
      {rows.length === 0 && <Nothing>{none}</Nothing>}
      <ul className={classes.list}>
        {rows.slice(0, shownMax).map(({ connection, isUsed }) => (
          <Line key={connection.id} connection={connection} isUsed={isUsed} />
        ))}
      </ul>
      {more > 0 && (
        <Link className={`link ${classes.more}`} href={`/t/${tenant}/connections`}>
          {counted(more, 'more connection', 'more connections')}
        </Link>
      )}
    </Tile>
  );
}

function Line({ connection, isUsed }: { connection: Connection; isUsed: boolean }) {
  const { id: tenant } = useTenant();
  const { refusal, ask } = useDeleteConnection(connection);
  const href = `/t/${tenant}/connections/${connection.id}`;
  const [open, Icon] =
    useViewerRefusal(tenant) === undefined
      ? (['Edit', Pencil] as const)
      : (['Look at', Eye] as const);
  return (
    <li className={classes.connection}>
      <span className={classes.connectionWords}>
        <Link href={href} className={`plain cut ${classes.strong}`} title={connection.name}>
          {connection.name}
        </Link>
        <span className={`cut ${classes.small} ${classes.mark}`}>
          <ConnectionMark connection={connection} />
          {!isUsed && <span>in no job yet</span>}
        </span>
      </span>
      <Tooltip label={open}>
        <ActionIcon
          aria-label={`${open} ${connection.name}`}
          renderRoot={(props) => <Link {...props} href={href} />}
        >
          <Icon size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={refusal ?? 'Delete'}>
        <ActionIcon
          aria-label={`Delete ${connection.name}`}
          aria-description={refusal}
          data-disabled={refusal !== undefined || undefined}
          aria-disabled={refusal !== undefined}
          onClick={() => refusal === undefined && ask()}
        >
          <Trash2 size={14} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
