'use client';

import { useParams } from 'next/navigation';
import Link from 'next/link';
import { useApi } from '../../lib/api.ts';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { Matcher } from './matcher.tsx';

/** Gives the mailboxes of a job their targets. */
export function MatchPage() {
  const { id: tenant } = useTenant();
  const { job = '' } = useParams<{ job: string }>();
  const { data, error, refetch } = useApi('readJob', { path: { tenant, job } });
  if (data === undefined) {
    return (
      <Page>
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={`/t/${tenant}/jobs/${job}`}>
            {data.name}
          </Link>
        }
        title="Match mailboxes"
        beside={<JobMark status={data.status} />}
        sentence="Each source mailbox gets one target mailbox. Nothing is changed until you press the button"
      />
      <Matcher job={data} />
    </Page>
  );
}
