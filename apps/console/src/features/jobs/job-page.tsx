'use client';

import { Tabs } from '@mantine/core';
import { useParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useApi } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useAddress } from '../../lib/use-address.ts';
import { Loading } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ActivityList } from '../activity/activity-list.tsx';
import { FailedTab } from '../failed/failed-tab.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { PairsTab } from '../pairs/pairs-tab.tsx';
import { ProgressTab } from '../progress/progress-tab.tsx';
import { ChosenPairsProvider } from '../pairs/chosen-pairs.tsx';
import { JobHead } from './job-head.tsx';
import { JobListButton, JobListPane } from './job-list.tsx';
import listClasses from './job-list.module.css';
import classes from './job-page.module.css';
import { JobRibbon } from './job-ribbon.tsx';
import { ScheduleTab } from '../schedule/schedule-tab.tsx';
import { JobSettings } from './job-settings.tsx';
import { useJobList } from './use-job-list.ts';

const tabs = ['pairs', 'progress', 'failed', 'activity', 'schedule', 'settings'] as const;
type Tab = (typeof tabs)[number];

/** One job beside the others. */
export function JobPage() {
  const { job = '' } = useParams<{ job: string }>();
  const list = useJobList();
  return (
    <div
      className={listClasses.place}
      data-job-pane={(list.isThere && list.isPane && list.isOpen) || undefined}
    >
      <JobListPane list={list} current={job} />
      <div className={listClasses.main}>
        <OneJob key={job} job={job} listButton={<JobListButton list={list} />} />
      </div>
    </div>
  );
}

/** What goes on, and its parts as tabs. */
function OneJob({ job, listButton }: { job: string; listButton: ReactNode }) {
  const { id: tenant } = useTenant();
  const { query, change } = useAddress();
  const path = { tenant, job };
  const { data, error, refetch } = useApi('readJob', { path });
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'pairs';
  if (data === undefined) {
    return (
      <Page>
        {error === null ? (
          <Loading />
        ) : (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    );
  }
  // Each tab has filters of its own.
  const choose = (next: string | null) =>
    change(
      {
        tab: next === 'pairs' ? undefined : (next ?? ''),
        q: '',
        sort: '',
        status: [],
        open: '',
        edit: '',
        reason: '',
      },
      true,
    );
  return (
    <Page fills={tab !== 'settings' && tab !== 'schedule'}>
      <ChosenPairsProvider>
        <JobHead job={data} listButton={listButton} />
        <JobRibbon job={data} />
        <Tabs value={tab} onChange={choose} keepMounted={false} className={classes.tabs}>
          <Tabs.List>
            <Tabs.Tab value={'pairs' satisfies Tab}>Mailboxes</Tabs.Tab>
            <Tabs.Tab value={'progress' satisfies Tab}>Progress</Tabs.Tab>
            <Tabs.Tab value={'failed' satisfies Tab}>
              Failed items{' '}
              {data.failed > 0 && <span className="num muted">{formatCount(data.failed)}</span>}
            </Tabs.Tab>
            <Tabs.Tab value={'activity' satisfies Tab}>Activity</Tabs.Tab>
            <Tabs.Tab value={'schedule' satisfies Tab}>Schedule</Tabs.Tab>
            <Tabs.Tab value={'settings' satisfies Tab}>Settings</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="pairs" className={classes.panel}>
            <PairsTab job={data} />
          </Tabs.Panel>
          <Tabs.Panel value="progress" className={classes.panel}>
            <ProgressTab job={data} />
          </Tabs.Panel>
          <Tabs.Panel value="failed" className={classes.panel}>
            <FailedTab job={data} />
          </Tabs.Panel>
          <Tabs.Panel value="activity" className={classes.panel}>
            <ActivityList of={{ jobId: data.id }} />
          </Tabs.Panel>
          <Tabs.Panel value="schedule" className={classes.panel}>
            <ScheduleTab job={data} key={data.id} />
          </Tabs.Panel>
          <Tabs.Panel value="settings" className={classes.panel}>
            <JobSettings job={data} key={data.id} />
          </Tabs.Panel>
        </Tabs>
      </ChosenPairsProvider>
    </Page>
  );
}
