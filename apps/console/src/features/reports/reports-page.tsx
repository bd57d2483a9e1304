'use client';

import { Button } from '@mantine/core';
import { FileDown, FileSpreadsheet } from 'lucide-react';
import Link from 'next/link';
import { client, useApi } from '../../lib/api.ts';
import { counted, formatCount, mailboxes } from '../../lib/format.ts';
import { doneCount } from '../../lib/job-sentence.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page, PageHead, Section } from '../../ui/page.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';

const jobsMax = 500;

/** Figures to hand over: of the tenant, of each job; a mailbox's own stand at the mailbox. */
export function ReportsPage() {
  const { id: tenant, name } = useTenant();
  const path = { tenant };
  const { data, error, refetch } = useApi('listJobs', {
    path,
    query: { limit: jobsMax, sort: 'rank' },
  });
  const jobs = data?.rows ?? [];
  if (data !== undefined && jobs.length === 0) {
    return (
      <Page>
        <PageHead title="Reports" />
        <Empty icon={FileSpreadsheet} title="Nothing to report yet">
          Once there is a job, its figures can be downloaded here as CSV.
        </Empty>
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        title="Reports"
        sentence="Figures as CSV, as they are at the moment of the download"
      />
      {error !== null && data === undefined && (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
      <Section
        title="Overall"
        note={`All jobs of ${name} with their figures`}
        actions={<Download href={client.url('overallReport', { path })} label="Overall report" />}
      >
        {null}
      </Section>
      <Section
        title="Jobs"
        note="The mailboxes of a job with their figures. The log of one mailbox, item by item, stands at the mailbox."
      >
        <PlainTable
          label="Reports of jobs"
          rows={jobs}
          columns={[
            {
              id: 'name',
              label: 'Job',
              render: (job) => (
                <Link className="plain" href={`/t/${tenant}/jobs/${job.id}`}>
                  {job.name}
                </Link>
              ),
            },
            {
              id: 'status',
              label: 'State',
              width: 190,
              render: (job) => (
                <JobMark
                  status={job.status}
                  statuses={job.statuses}
                  scheduleNow={job.scheduleNow}
                />
              ),
            },
            {
              id: 'done',
              label: 'Done',
              width: 200,
              isNumber: true,
              render: (job) => `${formatCount(doneCount(job))} of ${mailboxes(job.pairs)}`,
            },
            {
              id: 'failed',
              isMinor: true,
              label: 'Failed',
              width: 120,
              isNumber: true,
              render: ({ failed }) => counted(failed, 'item'),
            },
            {
              id: 'file',
              label: 'Download',
              width: 140,
              isQuiet: true,
              render: (job) => (
                <Download
                  href={client.url('jobReport', { path: { tenant, job: job.id } })}
                  label={`Report of ${job.name}`}
                />
              ),
            },
          ]}
        />
      </Section>
    </Page>
  );
}

function Download({ href, label }: { href: string; label: string }) {
  return (
    <Button
      component="a"
      href={href}
      download
      variant="default"
      aria-label={`Download: ${label}`}
      leftSection={<FileDown size={14} />}
    >
      Download
    </Button>
  );
}
