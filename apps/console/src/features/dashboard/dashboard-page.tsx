'use client';

import type { Connection, Job } from '@mailhaul/contracts';
import { useLocalStorage } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { counted, formatCount, mailboxes } from '../../lib/format.ts';
import { doneCount } from '../../lib/job-sentence.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { ConnectionsTile } from './connections-tile.tsx';
import classes from './dashboard.module.css';
import { HelpTile } from './help-tile.tsx';
import { HowToStart } from './how-to-start.tsx';
import { JobsTile } from './jobs-tile.tsx';
import { NewsTile } from '../news/news-tile.tsx';
import { useAreNewsThere } from '../news/use-tile-news.ts';

const rowsMax = 500;

/** How a tenant stands: what needs somebody, what goes on, and what there is. */
export function DashboardPage() {
  const tenant = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant.id);
  const path = { tenant: tenant.id };
  const jobs = useApi('listJobs', { path, query: { limit: rowsMax, sort: 'rank' } });
  const connections = useApi('listConnections', { path, query: { limit: rowsMax, sort: 'name' } });
  const areNewsThere = useAreNewsThere();
  const [isGuideClosed, closeGuide] = useLocalStorage({
    key: `mailhaul.guide-closed.${tenant.id}`,
    defaultValue: false,
  });
  const base = `/t/${tenant.id}`;
  const error = jobs.error ?? connections.error;
  const isComing = !areNewsThere && error === null;
  if (jobs.data === undefined || connections.data === undefined || isComing) {
    const again = () => void Promise.all([jobs.refetch(), connections.refetch()]);
    return (
      <Page>{error === null ? <Loading /> : <ProblemNotice error={error} onRetry={again} />}</Page>
    );
  }
  const jobRows: readonly Job[] = jobs.data.rows;
  const connectionRows: readonly Connection[] = connections.data.rows;
  const isStarted = jobRows.some(({ run }) => run > 0);
  const news = (
    <>
      <NewsTile tone="bad" />
      <NewsTile tone="good" />
    </>
  );
  return (
    <Page>
      <PageHead
        title="Dashboard"
        sentence={sentenceOf(jobRows, connectionRows)}
        actions={
          isStarted && (
            <ActionButton refusal={refusal} onClick={() => router.push(`${base}/jobs/new`)}>
              New job
            </ActionButton>
          )
        }
      />
      {!isGuideClosed && !isStarted && (
        <HowToStart jobs={jobRows} connections={connectionRows} onClose={() => closeGuide(true)} />
      )}
      <div className={classes.columns}>
        <div className={classes.column}>
          <JobsTile jobs={jobRows} />
          <div className={classes.sides}>
            <ConnectionsTile side="source" connections={connectionRows} jobs={jobRows} />
            <ConnectionsTile side="target" connections={connectionRows} jobs={jobRows} />
          </div>
        </div>
        <div className={classes.column}>
          {news}
          <HelpTile onGuide={isGuideClosed && !isStarted ? () => closeGuide(false) : undefined} />
        </div>
      </div>
    </Page>
  );
}

function sentenceOf(jobs: readonly Job[], connections: readonly Connection[]): string {
  const of = (status: keyof Job['statuses']) =>
    jobs.reduce((sum, { statuses }) => sum + (statuses[status] ?? 0), 0);
  const all = jobs.reduce((sum, { pairs }) => sum + pairs, 0);
  const done = jobs.reduce((sum, job) => sum + doneCount(job), 0);
  const [need, broken] = [
    of('needs-you'),
    connections.filter(({ status }) => status === 'broken').length,
  ];
  const parts = [
    need > 0 ? `${mailboxes(need)} ${need === 1 ? 'needs' : 'need'} you` : '',
    broken > 0 ? `${counted(broken, 'connection')} ${broken === 1 ? 'does' : 'do'} not work` : '',
    of('running') === 0 ? '' : `${formatCount(of('running'))} running`,
    all === 0 ? '' : `${formatCount(done)} of ${mailboxes(all)} done`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing is migrated yet' : parts.join(' · ');
}
