'use client';

import { type Job, jobChanges, type JobOptions } from '@mailhaul/contracts';
import { Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { cleanOptions } from './clean-options.ts';
import { ConnectionSelect } from './connection-select.tsx';
import { JobChanges } from './job-changes.tsx';
import { JobFilterFields } from './job-filter-fields.tsx';
import { JobOptionsFields } from './job-options-fields.tsx';
import classes from './job-settings.module.css';
import { optionFaults } from './option-faults.ts';
import { wordFormat } from './word-format.ts';

/** Changes a job. What is typed stays while others change the job; a clash is told and nothing is lost. */
export function JobSettings({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const [begun, setBegun] = useState(job);
  const [name, setName] = useState(job.name);
  const [sides, setSides] = useState({
    source: job.sourceConnectionId,
    target: job.targetConnectionId,
  });
  const [options, setOptions] = useState<JobOptions>(job.options);
  const path = { tenant, job: job.id };
  const edit = useDeed('editJob', {
    showsProblem: true,
    said: 'Saved. Filters and options hold from each mailbox’s next pass on',
    touches: ['readJob', 'listJobs'],
    onDone: setBegun,
  });
  const latest = useApi('readJob', { path });
  const isFixed = job.run > 0;
  const connections = useApi('listConnections', { path: { tenant }, query: { limit: 500 } });
  const connection = (id: string) =>
    connections.data?.rows.find((one) => one.id === id)?.name ?? '…';
  const wished = {
    name: name.trim(),
    sourceConnectionId: sides.source,
    targetConnectionId: sides.target,
    options: cleanOptions(options),
  };
  const changes = jobChanges({ before: begun, after: wished }, { ...wordFormat, connection });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    edit.mutate({
      path,
      ifMatch: begun.revision,
      body: wished,
    });
  };
  const isClash =
    edit.error !== null && begun.revision !== (latest.data?.revision ?? begun.revision);
  return (
    <form onSubmit={send} className={classes.form}>
      <fieldset disabled={refusal !== undefined} className={classes.fields}>
        <Stack gap={16}>
          <TextInput
            label="Name"
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <ConnectionSelect
            label="Source connection"
            value={sides.source}
            onChange={(source) => setSides((before) => ({ ...before, source }))}
            refusal={
              isFixed ? 'Mailboxes were copied over it: make another job for another' : undefined
            }
          />
          <ConnectionSelect
            label="Target connection"
            value={sides.target}
            onChange={(target) => setSides((before) => ({ ...before, target }))}
            refusal={
              isFixed ? 'Mailboxes were copied over it: make another job for another' : undefined
            }
          />
          <Title order={2}>What it leaves out</Title>
          <JobFilterFields value={options} onChange={setOptions} faults={optionFaults(options)} />
          <Title order={2}>How it copies</Title>
          <JobOptionsFields value={options} onChange={setOptions} />
        </Stack>
      </fieldset>
      <JobChanges changes={changes} />
      {edit.error !== null && (
        <ProblemNotice
          error={edit.error}
          takesFocus
          action={
            isClash && (
              <Button variant="default" onClick={() => latest.data && setBegun(latest.data)}>
                Keep mine and save over it
              </Button>
            )
          }
        />
      )}
      <Group>
        <ActionButton type="submit" refusal={refusal} loading={edit.isPending}>
          Save changes
        </ActionButton>
      </Group>
    </form>
  );
}
