'use client';

import type { FailedItem } from '@mailhaul/contracts';
import { MailCheck } from 'lucide-react';
import Link from 'next/link';
import { client } from '../../lib/api.ts';
import { useExplain } from '../../lib/catalogue.tsx';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { useRowFeed } from '../../ui/table/use-rows.ts';
import { Time } from '../../ui/time.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './failed.module.css';

interface FailedListProps {
  /** Of the whole job, or of one mailbox of it. */
  readonly of: { readonly job: string; readonly pair?: string };
  readonly reason?: string | undefined;
  readonly q?: string;
  readonly total?: number | undefined;
}

/** Items that were tried and refused, with the reason and the server's words; never their content. */
export function FailedList({ of, reason, q = '', total }: FailedListProps) {
  const { id: tenant } = useTenant();
  const explain = useExplain();
  const filters = { ...(reason === undefined ? {} : { reason }), ...(q === '' ? {} : { q }) };
  const rows = useRowFeed<FailedItem>({
    key: JSON.stringify([tenant, of, filters]),
    source: {
      fetchPage: (after, limit) => {
        const query = {
          ...filters,
          limit,
          sort: '-failedAt',
          ...(after === undefined ? {} : { after }),
        };
        return of.pair === undefined
          ? client.call('listJobFailedItems', { path: { tenant, job: of.job }, query })
          : client.call('listFailedItems', { path: { tenant, pair: of.pair }, query });
      },
    },
    isTouched: (frame) => frame.kind === 'reset' || frame.topic === 'failed-items',
  });
  const mailbox: Column<FailedItem> = {
    ...{ id: 'mailbox', label: 'Mailbox', width: 200, grow: 1.4 },
    render: (item) => (
      <Link
        href={`/t/${tenant}/jobs/${item.jobId}/mailboxes/${item.pairId}`}
        className="plain cut"
        title={item.mailbox}
        tabIndex={-1}
        prefetch={false}
      >
        {item.mailbox}
      </Link>
    ),
  };
  const columns: readonly Column<FailedItem>[] = [
    ...(of.pair === undefined ? [mailbox] : []),
    {
      ...{ id: 'folder', label: 'Folder', width: 110, grow: 1 },
      render: (item) => <span className="cut">{item.folder}</span>,
    },
    {
      ...{ id: 'cause', label: 'Cause', width: 160, grow: 1.5 },
      render: ({ reason: code }) => (
        <span title={explain(code).whatToDo}>{explain(code).cause}</span>
      ),
    },
    {
      ...{ id: 'words', label: 'Server’s words', width: 160, grow: 1.6 },
      render: ({ serverText }) => (
        <span className={classes.words} title={serverText}>
          {serverText ?? '–'}
        </span>
      ),
    },
    {
      ...{ id: 'size', label: 'Size', width: 86, isNumber: true },
      render: ({ size }) => formatBytes(size),
    },
    {
      ...{ id: 'received', label: 'Received', width: 110, isNumber: true },
      render: ({ receivedAt }) => <Time at={receivedAt} />,
    },
    {
      ...{ id: 'uid', label: 'Id', width: 80, isNumber: true },
      render: ({ sourceId }) => formatCount(sourceId),
    },
  ];
  const empty = (
    <Empty icon={MailCheck} title={q === '' ? 'Nothing failed' : 'No failed item matches'}>
      {q === '' ? 'Items that the target refuses are listed here with their cause and remedy.' : ''}
    </Empty>
  );
  return (
    <div className={of.pair === undefined ? classes.fill : classes.boxed}>
      <DataTable
        label="Failed items"
        {...{ rows, columns, total, empty }}
        sort=""
        card={(item) => (
          <div className={classes.card}>
            <strong className="cut">{of.pair === undefined ? item.mailbox : item.folder}</strong>
            <span className="cut">{explain(item.reason).cause}</span>
            <span className="cut muted num">
              {item.folder} · {formatBytes(item.size)}
            </span>
          </div>
        )}
      />
    </div>
  );
}
