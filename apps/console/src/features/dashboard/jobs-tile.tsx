'use client';

import type { Job } from '@mailhaul/contracts';
import { Hand } from 'lucide-react';
import Link from 'next/link';
import { counted, formatCount } from '../../lib/format.ts';
import { jobSentence } from '../../lib/job-sentence.ts';
import { useNow } from '../../lib/use-now.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { JobMark, needYou } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './dashboard.module.css';
import { Nothing, Tile } from '../../ui/tile.tsx';

const shownMax = 8;

/** Jobs: those that need somebody first, then those that run, then in the order of their turn. */
export function JobsTile({ jobs }: { jobs: readonly Job[] }) {
  const { id: tenant } = useTenant();
  const base = `/t/${tenant}/jobs`;
  const weight = ({ status, statuses }: Job) =>
    (statuses['needs-you'] ?? 0) > 0 ? 2 : Number(status === 'running');
  const shown = jobs.toSorted((a, b) => weight(b) - weight(a) || a.rank - b.rank);
  return (
    <Tile
      title="Jobs"
      count={formatCount(jobs.length)}
      actions={
        <Link className="link" href={base}>
          {jobs.length > shownMax ? `All ${counted(jobs.length, 'job')}` : 'All jobs'}
        </Link>
      }
    >
      {jobs.length === 0 ? (
        <Nothing>A job copies a list of mailboxes from one connection to another.</Nothing>
      ) : (
        <ul className={classes.list}>
          {shown.slice(0, shownMax).map((job) => (
            <JobLine key={job.id} job={job} href={`${base}/${job.id}`} />
          ))}
        </ul>
      )}
    </Tile>
  );
}

function JobLine({ job, href }: { job: Job; href: string }) {
  const now = useNow();
  const need = job.statuses['needs-you'] ?? 0;
  return (
    <li className={classes.job}>
      <div className={classes.jobName}>
        <Link href={href} className={`plain cut ${classes.strong}`} title={job.name}>
          {job.name}
        </Link>
        <span className={`num ${classes.small}`}>{jobSentence(job, now)}</span>
      </div>
      <div className={classes.jobState}>
        {need > 0 ? (
          <Link href={`${href}?status=needs-you`} className={classes.need}>
            <Hand size={14} aria-hidden />
            {needYou(need)}
          </Link>
        ) : (
          <JobMark status={job.status} statuses={job.statuses} scheduleNow={job.scheduleNow} />
        )}
      </div>
      <div className={classes.jobBar}>
        <ProgressBar figures={job} label={`Items of ${job.name}`} hasShare />
      </div>
    </li>
  );
}
