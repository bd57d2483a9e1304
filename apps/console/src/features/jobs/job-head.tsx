'use client';

import type { Job } from '@mailhaul/contracts';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useApi } from '../../lib/api.ts';
import { jobSentence } from '../../lib/job-sentence.ts';
import { useNow } from '../../lib/use-now.ts';
import { PageHead } from '../../ui/page.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './job-page.module.css';

/** Name, state and what goes on. */
export function JobHead({ job, listButton }: { job: Job; listButton: ReactNode }) {
  const now = useNow();
  return (
    <PageHead
      title={job.name}
      above={
        <span className={classes.above}>
          {listButton}
          <Sides job={job} />
        </span>
      }
      beside={<JobMark status={job.status} statuses={job.statuses} scheduleNow={job.scheduleNow} />}
      sentence={jobSentence(job, now)}
    />
  );
}

function Sides({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { data } = useApi('listConnections', { path: { tenant }, query: { limit: 500 } });
  const nameOf = (id: string) => data?.rows.find((one) => one.id === id)?.name ?? '…';
  const link = (id: string) => (
    <Link className="plain" href={`/t/${tenant}/connections/${id}`}>
      {nameOf(id)}
    </Link>
  );
  return (
    <span>
      {link(job.sourceConnectionId)} → {link(job.targetConnectionId)}
    </span>
  );
}
