'use client';

import type { Job } from '@mailhaul/contracts';
import { LineChart } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useApi } from '../../lib/api.ts';
import { endOfJob, paceOf } from '../../lib/estimate.ts';
import { formatBytes, formatCount, formatRate } from '../../lib/format.ts';
import { formatEnd } from '../../lib/pair-status.ts';
import { lullsOf, throughputOf } from '../../lib/throughput.ts';
import { useNow } from '../../lib/use-now.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { JobSummaryTile } from '../jobs/job-summary-tile.tsx';
import { NewsTile } from '../news/news-tile.tsx';
import { useAreNewsThere } from '../news/use-tile-news.ts';
import classes from './progress-tab.module.css';
import { ProgressTile } from './progress-tile.tsx';

/** Nobody waits for the charts who does not look at them. */
const TimeChart = dynamic(() => import('./time-chart.tsx').then((parts) => parts.TimeChart), {
  ssr: false,
});

const everyMs = 10_000;

/** How far a job is and how it got on, its news, and what it is set to. */
export function ProgressTab({ job }: { job: Job }) {
  if (!useAreNewsThere(job.id)) return <Loading />;
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <ProgressTile job={job} />
        <Course job={job} />
      </div>
      <div className={classes.column}>
        <NewsTile tone="bad" job={job.id} />
        <NewsTile tone="good" job={job.id} />
        <JobSummaryTile job={job} />
      </div>
    </div>
  );
}

/** How quickly, and what is left. */
function Course({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const now = useNow();
  const path = { tenant, job: job.id };
  const { data, error, refetch } = useApi('readJobHistory', { path }, { everyMs });
  if (data === undefined) {
    return error === null ? (
      <div className={classes.coming} />
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  }
  const drawn = throughputOf(data.points);
  if (drawn.length < 3) {
    return (
      <Empty
        icon={LineChart}
        title={job.status === 'finished' ? 'Nothing to draw' : 'Nothing to draw yet'}
      >
        {job.run === 0
          ? 'Once the job runs, its throughput and what is left are drawn here.'
          : job.status === 'running'
            ? 'The job has just begun: its throughput is drawn from the first half minute on.'
            : 'The job was through before there was anything to draw.'}
      </Empty>
    );
  }
  const lulls = lullsOf(data.points);
  const pace = paceOf(job, now);
  const end = endOfJob(job, now);
  const left = formatCount(job.pending);
  return (
    <div className={classes.box}>
      <dl className={classes.figures}>
        <Figure label="Now" value={formatRate(pace?.bytesPerSecond)} />
        <Figure
          label="Items a second"
          value={pace === undefined ? '–' : formatCount(Math.round(pace.itemsPerSecond))}
        />
        <Figure label="Copied" value={formatBytes(job.bytesMigrated)} />
        <Figure label="Items left" value={left} />
        <Figure label="Expected end" value={end === undefined ? '–' : formatEnd(end, now)} />
      </dl>
      <TimeChart
        title="Throughput"
        rows={drawn}
        series={{
          name: 'bytesPerSecond',
          label: 'Throughput',
          colour: 'var(--mh-blue)',
          holds: true,
        }}
        format={formatRate}
        lulls={lulls}
      />
      <TimeChart
        title="Items left"
        rows={drawn}
        series={{ name: 'left', label: 'Items left', colour: 'var(--mh-slate)', holds: false }}
        format={formatCount}
        lulls={lulls}
      />
    </div>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
