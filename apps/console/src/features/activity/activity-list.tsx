'use client';

import type { Activity } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { History } from 'lucide-react';
import Link from 'next/link';
import { client } from '../../lib/api.ts';
import { formatAbsolute } from '../../lib/format.ts';
import { sayActor } from '../../lib/say-actor.ts';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ChangesChip } from '../../ui/table/changes-chip.tsx';
import { useRows } from '../../ui/table/use-rows.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './activity-list.module.css';

type Of = Partial<Record<'jobId' | 'pairId' | 'connectionId', string>>;

interface ActivityListProps {
  /** Only what is about it; empty: of the whole tenant. */
  readonly of: Of;
  readonly q?: string;
  readonly tone?: Activity['tone'] | undefined;
}

/** What happened, the newest first, with times that can be quoted. */
export function ActivityList({ of, q = '', tone }: ActivityListProps) {
  const { id: tenant } = useTenant();
  const filters = { ...of, ...(q === '' ? {} : { q }), ...(tone === undefined ? {} : { tone }) };
  const rows = useRows<Activity>({
    key: JSON.stringify([tenant, filters]),
    source: {
      fetchPage: (after, limit) =>
        client.call('listActivity', {
          path: { tenant },
          query: { ...filters, sort: '-at', limit, ...(after === undefined ? {} : { after }) },
        }),
    },
    isTouched: (frame) => frame.kind === 'reset' || frame.topic === 'activity',
  });
  const { view, window: list } = rows;
  const entries = view.order.flatMap((id) => view.rows.get(id) ?? []);
  if (view.error !== undefined && entries.length === 0) {
    return <ProblemNotice error={view.error} onRetry={() => void list.ensure(1)} />;
  }
  if (view.isWhole && entries.length === 0) {
    return (
      <Empty icon={History} title={q === '' ? 'Nothing happened yet' : 'Nothing matches'}>
        What people and services do here is kept for good, with who and when.
      </Empty>
    );
  }
  return (
    <div className={classes.box}>
      <ChangesChip count={view.changedCount} onShow={() => void list.show()} />
      <ol className={classes.list} aria-label="Activity">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} of={of} />
        ))}
      </ol>
      {!view.isWhole && entries.length > 0 && (
        <Button
          variant="default"
          loading={view.isLoading}
          onClick={() => void list.ensure(entries.length + 100)}
        >
          Show older
        </Button>
      )}
    </div>
  );
}

function Entry({ entry, of }: { entry: Activity; of: Of }) {
  const { id: tenant } = useTenant();
  const href = hrefOf(entry, tenant);
  const isOwn = of.pairId !== undefined || (of.jobId !== undefined && entry.pairId === undefined);
  return (
    <li className={classes.entry} data-tone={entry.tone}>
      <time className={`num ${classes.time}`} dateTime={new Date(entry.at).toISOString()}>
        {formatAbsolute(entry.at)}
      </time>
      <span className={classes.dot} aria-hidden />
      <div className={classes.text}>
        {!isOwn && href !== undefined && (
          <Link href={href} className={`plain ${classes.subject}`}>
            {entry.subject}
          </Link>
        )}
        {!isOwn && href === undefined && <span className={classes.subject}>{entry.subject}</span>}
        <span>{entry.text}</span>
        <span className="muted">by {sayActor(entry.actor, entry.actorName)}</span>
      </div>
    </li>
  );
}

function hrefOf({ jobId, pairId, connectionId }: Activity, tenant: string): string | undefined {
  if (jobId !== undefined && pairId !== undefined)
    return `/t/${tenant}/jobs/${jobId}/mailboxes/${pairId}`;
  if (jobId !== undefined) return `/t/${tenant}/jobs/${jobId}`;
  return connectionId === undefined ? undefined : `/t/${tenant}/connections/${connectionId}`;
}
