'use client';

import { useParams } from 'next/navigation';
import Link from 'next/link';
import { useApi } from '../../lib/api.ts';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { ConditionsForm } from './conditions-form.tsx';

/** Whom of its source a job takes, and what a change would come to. */
export function ConditionsPage() {
  const { id: tenant } = useTenant();
  const { job = '' } = useParams<{ job: string }>();
  const path = { tenant, job };
  const known = useApi('readJob', { path });
  const kept = useApi('readConditions', { path });
  const sourceId = known.data?.sourceConnectionId ?? '';
  const source = useApi(
    'readConnection',
    { path: { tenant, connection: sourceId } },
    { enabled: sourceId !== '' },
  );
  const error = known.error ?? kept.error ?? source.error;
  const retry = () => void Promise.all([known.refetch(), kept.refetch(), source.refetch()]);
  if (known.data === undefined || kept.data === undefined || source.data === undefined) {
    return <Page>{error !== null && <ProblemNotice error={error} onRetry={retry} />}</Page>;
  }
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={`/t/${tenant}/jobs/${job}`}>
            {known.data.name}
          </Link>
        }
        title="Change conditions"
        beside={<JobMark status={known.data.status} />}
        sentence="Whom of the source this job takes. Nothing is changed until you press Apply"
      />
      <ConditionsForm key={known.data.id} job={known.data} source={source.data} kept={kept.data} />
    </Page>
  );
}
