'use client';

import { filterSummary, type Job } from '@mailhaul/contracts';
import Link from 'next/link';
import { formatCount } from '../../lib/format.ts';
import { Tile } from '../../ui/tile.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { draftOfJob } from '../job-wizard/wizard-draft.ts';
import { choiceLines } from '../job-wizard/wizard-words.ts';
import classes from './job-summary-tile.module.css';
import { wordFormat } from './word-format.ts';

const settingSteps: readonly string[] = ['options', 'schedule'];

/** What a job is set to: every filter with how many items it has left out so far, its options and its hours. */
export function JobSummaryTile({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { filters, others } = filterSummary(job, wordFormat);
  const settings = choiceLines(draftOfJob(job, 'UTC'), {
    connection: (id) => id,
    isNew: false,
  }).filter(({ step }) => settingSteps.includes(step));
  return (
    <Tile
      title="Job summary"
      actions={
        <Link className="link" href={`/t/${tenant}/jobs/${job.id}?tab=settings`}>
          All settings
        </Link>
      }
    >
      <h3 className={classes.head}>Filters, and what each has left out so far</h3>
      {filters.length + others.length === 0 ? (
        <p className={`muted ${classes.none}`}>The job has no filters: every item is taken.</p>
      ) : (
        <dl className={classes.lines}>
          {[...filters, ...others].map(({ words, leftOut }) => (
            <div key={words}>
              <dt>{words}</dt>
              <dd className="num">{formatCount(leftOut)}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3 className={classes.head}>Options and schedule</h3>
      <ul className={classes.settings}>
        {settings.map(({ words }) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Tile>
  );
}
