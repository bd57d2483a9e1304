'use client';

import Link from 'next/link';
import { useParams } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { mailboxName } from '../../lib/mailbox-kind.ts';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { PairDetail } from './pair-detail.tsx';
import { PairEditor } from './pair-editor.tsx';

/** One mailbox at an address of its own. */
export function PairPage() {
  const { id: tenant } = useTenant();
  const { job = '', pair = '' } = useParams<{ job: string; pair: string }>();
  const jobAnswer = useApi('readJob', { path: { tenant, job } });
  const pairAnswer = useApi('readPair', { path: { tenant, pair } });
  const error = jobAnswer.error ?? pairAnswer.error;
  if (error !== null && (jobAnswer.data === undefined || pairAnswer.data === undefined)) {
    return (
      <Page>
        <ProblemNotice error={error} onRetry={() => void pairAnswer.refetch()} />
      </Page>
    );
  }
  if (jobAnswer.data === undefined || pairAnswer.data === undefined) {
    return (
      <Page>
        <Loading />
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={`/t/${tenant}/jobs/${job}`}>
            {jobAnswer.data.name}
          </Link>
        }
        title={mailboxName(pairAnswer.data.source, pairAnswer.data.sourceKind)}
      />
      <PairDetail pair={pair} job={jobAnswer.data} />
      <PairEditor job={jobAnswer.data} />
    </Page>
  );
}
