'use client';

import { Tabs } from '@mantine/core';
import { useParams } from 'next/navigation';
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
import { JobHead } from './job-head.tsx';
import classes from './job-page.module.css';
import { ScheduleTab } from '../schedule/schedule-tab.tsx';
import { JobSettings } from './job-settings.tsx';

const tabs = ['pairs', 'progress', 'failed', 'activity', 'schedule', 'settings'] as const;
type Tab = (typeof tabs)[number];

/** One job: what goes on, and its parts as tabs. */
export function JobPage() {
  const { id: tenant } = useTenant();
  const { job = '' } = useParams<{ job: string }>();
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
      <JobHead job={data} />
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
    </Page>
  );
}
