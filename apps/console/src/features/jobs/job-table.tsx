'use client';

import type { Job } from '@mailhaul/contracts';
import { Hand } from 'lucide-react';
import Link from 'next/link';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { doneCount, jobSentence } from '../../lib/job-sentence.ts';
import { useNow } from '../../lib/use-now.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { JobOrderMenu } from './job-order-menu.tsx';
import classes from './job-table.module.css';

/** Jobs in the order of their turn. */
export function JobTable({ jobs }: { jobs: readonly Job[] }) {
  const { id: tenant } = useTenant();
  const now = useNow();
  const href = ({ id }: Job) => `/t/${tenant}/jobs/${id}`;
  return (
    <PlainTable
      label="Jobs"
      rows={jobs}
      href={href}
      columns={[
        {
          id: 'name',
          label: 'Job',
          render: (job) => (
            <div className={classes.name}>
              <Link href={href(job)} className={classes.link} title={job.name}>
                {job.name}
              </Link>
              <span className={classes.sentence}>{jobSentence(job, now)}</span>
            </div>
          ),
        },
        {
          id: 'status',
          label: 'State',
          width: 110,
          render: (job) => (
            <JobMark
              status={job.status}
              statuses={job.statuses}
              scheduleNow={job.scheduleNow}
              isBesideNeed
            />
          ),
        },
        {
          id: 'need',
          label: 'Needs you',
          width: 100,
          render: ({ id, statuses }) =>
            (statuses['needs-you'] ?? 0) === 0 ? (
              <span className="muted">–</span>
            ) : (
              <Link href={`/t/${tenant}/jobs/${id}?status=needs-you`} className={classes.need}>
                <Hand size={14} aria-hidden />
                {formatCount(statuses['needs-you'])}
              </Link>
            ),
        },
        {
          id: 'progress',
          label: 'Items',
          width: 220,
          render: (job) => <ProgressBar figures={job} label={`Items of ${job.name}`} hasShare />,
        },
        {
          id: 'done',
          label: 'Mailboxes done',
          width: 140,
          isNumber: true,
          render: (job) => `${formatCount(doneCount(job))} of ${formatCount(job.pairs)}`,
        },
        {
          id: 'bytes',
          isMinor: true,
          label: 'Copied',
          width: 90,
          isNumber: true,
          render: (job) => formatBytes(job.bytesMigrated),
        },
        {
          id: 'order',
          isMinor: true,
          label: 'Order',
          width: 52,
          isQuiet: true,
          render: (job) => <JobOrderMenu job={job} jobs={jobs} />,
        },
      ]}
    />
  );
}
