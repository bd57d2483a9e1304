'use client';

import type { Job } from '@mailhaul/contracts';
import Link from 'next/link';
import { formatCount } from '../../lib/format.ts';
import { doneCount } from '../../lib/job-sentence.ts';
import { pairStatusLooks, statusesByWeight } from '../../lib/pair-status.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Tile } from '../../ui/tile.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { LogFiles } from './log-files.tsx';
import classes from './progress-tile.module.css';

/** How far a job is: its mailboxes by state, its items by outcome, and the files that tell of each item. */
export function ProgressTile({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { migrated, excluded, failed, pending, pairs, statuses } = job;
  const items = [
    ['Migrated', migrated],
    ['Excluded', excluded],
    ['Failed', failed],
    ['Left', pending],
    ['Total', migrated + excluded + failed + pending],
  ] as const;
  const shown = statusesByWeight.filter((status) => (statuses[status] ?? 0) > 0);
  return (
    <Tile title="Job migration progress" actions={<LogFiles job={job} />}>
      <div className={classes.body}>
        <ProgressBar figures={job} label={`Items of ${job.name}`} hasShare />
        <dl className={classes.figures}>
          {items.map(([label, count]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{formatCount(count)}</dd>
            </div>
          ))}
          <div className={classes.mailboxes}>
            <dt>Mailboxes done</dt>
            <dd>
              {formatCount(doneCount(job))} of {formatCount(pairs)}
            </dd>
          </div>
        </dl>
        <ul className={classes.statuses} aria-label="Mailboxes by state">
          {shown.map((status) => {
            const { label, icon: Icon, colour } = pairStatusLooks[status];
            return (
              <li key={status}>
                <Link href={`/t/${tenant}/jobs/${job.id}?status=${status}`} className="plain">
                  <Icon size={14} aria-hidden style={{ color: `var(--mh-${colour})` }} />
                  {label} <span className="num muted">{formatCount(statuses[status])}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    </Tile>
  );
}
