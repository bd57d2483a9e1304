'use client';

import type { Job } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { Layers } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { counted } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { JobTable } from './job-table.tsx';

const jobsMax = 500;

export function JobsPage() {
  const tenant = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant.id);
  const path = { tenant: tenant.id };
  const { data, error, refetch } = useApi('listJobs', {
    path,
    query: { limit: jobsMax, sort: 'rank' },
  });
  const connections = useApi('listConnections', { path, query: { limit: 2 } });
  const isFirst = (connections.data?.rows.length ?? 2) < 2;
  const jobs = data?.rows ?? [];
  return (
    <Page>
      <PageHead
        title="Jobs"
        sentence={data === undefined ? '\u00a0' : sentenceOf(jobs)}
        actions={
          jobs.length > 0 && (
            <ActionButton refusal={refusal} onClick={() => router.push(`/t/${tenant.id}/jobs/new`)}>
              New job
            </ActionButton>
          )
        }
      />
      {error !== null && data === undefined && (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {jobs.length > 0 && <JobTable jobs={jobs} />}
      {data !== undefined && jobs.length === 0 && (
        <Empty
          icon={Layers}
          title="No jobs yet"
          action={
            refusal === undefined && (
              <>
                <Button
                  variant={isFirst ? 'filled' : 'default'}
                  renderRoot={(props) => (
                    <Link {...props} href={`/t/${tenant.id}/connections/new`} />
                  )}
                >
                  New connection
                </Button>
                <Button
                  variant={isFirst ? 'default' : 'filled'}
                  renderRoot={(props) => <Link {...props} href={`/t/${tenant.id}/jobs/new`} />}
                >
                  New job
                </Button>
              </>
            )
          }
        >
          {isFirst
            ? 'A job copies mailboxes from one connection to another. Define both first: the system that the mail is in, and the one it goes to.'
            : 'A job copies a list of mailboxes from one connection to another. The connections are there: bring the list as CSV.'}
        </Empty>
      )}
    </Page>
  );
}

function sentenceOf(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'What is copied, from where to where';
  const of = (status: keyof Job['statuses']) =>
    jobs.reduce((sum, { statuses }) => sum + (statuses[status] ?? 0), 0);
  const need = of('needs-you');
  const parts = [`${counted(of('running'), 'mailbox', 'mailboxes')} running`];
  if (need > 0)
    parts.push(`${counted(need, 'mailbox', 'mailboxes')} ${need === 1 ? 'needs' : 'need'} you`);
  return parts.join(' · ');
}
