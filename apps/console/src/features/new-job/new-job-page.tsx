'use client';

import type { JobOptions } from '@mailhaul/contracts';
import { Button, Stack, TextInput } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { Cable } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { cleanOptions } from '../jobs/clean-options.ts';
import { ConnectionSelect } from '../jobs/connection-select.tsx';
import { JobFilterFields } from '../jobs/job-filter-fields.tsx';
import { JobOptionsFields } from '../jobs/job-options-fields.tsx';
import { optionFaults } from '../jobs/option-faults.ts';
import classes from './new-job.module.css';

interface Draft {
  readonly name: string;
  readonly source: string | null;
  readonly target: string | null;
  readonly options: JobOptions;
}

const emptyDraft: Draft = {
  name: '',
  source: null,
  target: null,
  options: {
    order: 'oldest-first',
    onFilledTarget: 'match',
    verifies: true,
    connectionsPerMailbox: 4,
  },
};

/** First half of a new job: from where to where, and how. What is typed survives a reload. */
export function NewJobPage() {
  const { id: tenant } = useTenant();
  const connections = useApi('listConnections', { path: { tenant }, query: { limit: 2 } });
  const count = connections.data?.rows.length;
  return (
    <Page>
      <PageHead
        above={
          <Link className="plain" href={`/t/${tenant}/jobs`}>
            Jobs
          </Link>
        }
        title="New job"
        sentence="From where to where; the mailboxes come next"
      />
      {count !== undefined && count < 2 ? (
        <Empty
          icon={Cable}
          title={count === 0 ? 'A job needs two connections' : 'A job needs one more connection'}
          action={
            <Button
              renderRoot={(props) => <Link {...props} href={`/t/${tenant}/connections/new`} />}
            >
              New connection
            </Button>
          }
        >
          One to the mail system that the mailboxes are in, one to the system that they go to.
        </Empty>
      ) : (
        <NewJobForm />
      )}
    </Page>
  );
}

function NewJobForm() {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const refusal = useViewerRefusal(tenant);
  const [draft, setDraft, forget] = useSessionStorage<Draft>({
    key: `mailhaul.new-job.${tenant}`,
    defaultValue: emptyDraft,
  });
  const [isTried, setTried] = useState(false);
  const [isFiltering, setFiltering] = useState(false);
  const create = useDeed('createJob', {
    showsProblem: true,
    touches: ['listJobs'],
    onDone: (job) => {
      forget();
      router.push(`/t/${tenant}/jobs/${job.id}/import`);
    },
  });
  const { name, source, target, options } = draft;
  const set = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const faults = optionFaults(options);
  const hasFault = Object.keys(faults).length > 0;
  const isSame = source !== null && source === target;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || source === null || target === null) return;
    create.mutate({
      path: { tenant },
      body: {
        name,
        sourceConnectionId: source,
        targetConnectionId: target,
        options: cleanOptions(options),
      },
    });
  };
  const missing = (value: string | null) =>
    isTried && value === null ? 'Choose a connection' : undefined;
  return (
    <form onSubmit={send} className={classes.form} noValidate>
      <Stack gap={16}>
        <TextInput
          label="Name"
          placeholder="Head office, wave 1"
          value={name}
          maxLength={200}
          error={isTried && name.trim() === '' ? 'Give the job a name' : undefined}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <ConnectionSelect
          label="Source connection"
          value={source}
          error={missing(source)}
          onChange={(id) => set({ source: id })}
        />
        <ConnectionSelect
          label="Target connection"
          value={target}
          error={missing(target)}
          onChange={(id) => set({ target: id })}
        />
        {isSame && (
          <p className="muted">
            Source and target are the same system: mailboxes are copied within it.
          </p>
        )}
        <details
          className={classes.more}
          open={isFiltering || hasFault}
          onToggle={(event) => setFiltering(event.currentTarget.open)}
        >
          <summary>What it leaves out</summary>
          <JobFilterFields
            value={options}
            onChange={(next) => set({ options: next })}
            faults={faults}
          />
        </details>
        <details className={classes.more}>
          <summary>How it copies</summary>
          <JobOptionsFields value={options} onChange={(next) => set({ options: next })} />
        </details>
        {create.error !== null && <ProblemNotice error={create.error} takesFocus />}
        <ActionButton
          type="submit"
          refusal={refusal}
          loading={create.isPending}
          style={{ alignSelf: 'flex-start' }}
        >
          Create job and add mailboxes
        </ActionButton>
      </Stack>
    </form>
  );
}
