'use client';

import { filterSummary, type Job } from '@mailhaul/contracts';
import { formatCount } from '../../lib/format.ts';
import { Tile } from '../dashboard/tile.tsx';
import classes from './job-summary-tile.module.css';
import { wordFormat } from './word-format.ts';

/** Every filter of a job with how many items it has left out so far, and what else the job's items came to. */
export function JobSummaryTile({ job }: { job: Job }) {
  const { filters, others } = filterSummary(job, wordFormat);
  const { migrated, excluded, failed, pending } = job;
  const totals = [
    ['Migrated', migrated],
    ['Excluded', excluded],
    ['Failed', failed],
    ['Left', pending],
    ['Total', migrated + excluded + failed + pending],
  ] as const;
  return (
    <Tile title="Job summary">
      <dl className={classes.lines}>
        {totals.map(([label, count]) => (
          <Line key={label} label={label} count={count} />
        ))}
      </dl>
      <h3 className={classes.head}>Filters, and what each has left out so far</h3>
      {filters.length + others.length === 0 ? (
        <p className="muted">The job has no filters: every item is taken.</p>
      ) : (
        <dl className={classes.lines}>
          {[...filters, ...others].map(({ words, leftOut }) => (
            <Line key={words} label={words} count={leftOut} />
          ))}
        </dl>
      )}
    </Tile>
  );
}

function Line({ label, count }: { label: string; count: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">{formatCount(count)}</dd>
    </div>
  );
}
