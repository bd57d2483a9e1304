'use client';

import type { Job } from '@mailhaul/contracts';
import Link from 'next/link';
import { useParams, useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { JobWizard } from './job-wizard.tsx';
import { useWizardDraft } from './use-wizard-draft.ts';
import { draftOfJob, newDraft } from './wizard-draft.ts';

export function NewJobPage() {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const state = useWizardDraft(`mailhaul.job-wizard.${tenant}`, () => ({
    draft: newDraft(ownZone()),
  }));
  const cancel = () => {
    state.forget();
    router.push(`/t/${tenant}/jobs`);
  };
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={`/t/${tenant}/jobs`}>
            Jobs
          </Link>
        }
        title="New job"
        sentence="Name, source, target and mailboxes make a job; all else has a default. Nothing is made before you say so"
      />
      <JobWizard state={state} edited={undefined} onCancel={cancel} />
    </Page>
  );
}

/** The same steps for a job that is there; the last shows what saving changes. */
export function EditJobPage() {
  const { id: tenant } = useTenant();
  const { job = '' } = useParams<{ job: string }>();
  const { data, error, refetch } = useApi('readJob', { path: { tenant, job } });
  if (data !== undefined) return <EditJob job={data} key={data.id} />;
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

function EditJob({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const here = `/t/${tenant}/jobs/${job.id}`;
  const state = useWizardDraft(`mailhaul.job-wizard.${tenant}.${job.id}`, () => ({
    ...{ draft: draftOfJob(job, ownZone()), begun: job },
  }));
  const cancel = () => {
    state.forget();
    router.push(`${here}?tab=settings`);
  };
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={here}>
            {job.name}
          </Link>
        }
        title="Edit job"
        beside={
          <JobMark status={job.status} statuses={job.statuses} scheduleNow={job.scheduleNow} />
        }
        sentence="Nothing is changed before the last step, which shows what was and what will be"
      />
      <JobWizard state={state} edited={job} onCancel={cancel} />
    </Page>
  );
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
