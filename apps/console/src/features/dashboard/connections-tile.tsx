'use client';

import type { Connection, Job } from '@mailhaul/contracts';
import { ActionIcon, Tooltip } from '@mantine/core';
import { Eye, Pencil, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { formatCount } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConnectionMark } from '../connections/connection-mark.tsx';
import { useDeleteConnection } from '../connections/use-delete-connection.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './dashboard.module.css';
import { Nothing, Tile } from './tile.tsx';

interface ConnectionsTileProps {
  readonly connections: readonly Connection[];
  readonly jobs: readonly Job[];
}

const shownMax = 6;

/** What is defined, by what jobs use it as; a connection may be both. */
export function ConnectionsTile({ connections, jobs }: ConnectionsTileProps) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const sources = new Set(jobs.map(({ sourceConnectionId }) => sourceConnectionId));
  const targets = new Set(jobs.map(({ targetConnectionId }) => targetConnectionId));
  const groups = [
    ['Sources', connections.filter(({ id }) => sources.has(id))],
    ['Targets', connections.filter(({ id }) => targets.has(id))],
    ['In no job', connections.filter(({ id }) => !sources.has(id) && !targets.has(id))],
  ] as const;
  return (
    <Tile
      title="Connections"
      count={formatCount(connections.length)}
      actions={
        <>
          <Link className="link" href={`/t/${tenant}/connections`}>
            All connections
          </Link>
          <ActionButton
            variant="default"
            refusal={refusal}
            onClick={() => router.push(`/t/${tenant}/connections/new`)}
          >
            New connection
          </ActionButton>
        </>
      }
    >
      {connections.length === 0 && (
        <Nothing>A connection is a mail system and how to sign in to it.</Nothing>
      )}
      <div className={classes.groups}>
        {groups.map(
          ([title, rows]) =>
            rows.length > 0 && (
              <div key={title} className={classes.group}>
                <h3 className={classes.small}>
                  {title} <span className="num">{formatCount(rows.length)}</span>
                </h3>
                <ul className={classes.list}>
                  {rows.slice(0, shownMax).map((one) => (
                    <Line key={one.id} connection={one} />
                  ))}
                </ul>
              </div>
            ),
        )}
      </div>
    </Tile>
  );
}

function Line({ connection }: { connection: Connection }) {
  const { id: tenant } = useTenant();
  const { refusal, ask } = useDeleteConnection(connection);
  const href = `/t/${tenant}/connections/${connection.id}`;
  const [open, Icon] =
    useViewerRefusal(tenant) === undefined
      ? (['Edit', Pencil] as const)
      : (['Look at', Eye] as const);
  return (
    <li className={classes.connection}>
      <span className={classes.newsText}>
        <Link href={href} className={`plain cut ${classes.strong}`} title={connection.name}>
          {connection.name}
        </Link>
        <span className={`cut ${classes.small}`}>
          <ConnectionMark connection={connection} />
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
