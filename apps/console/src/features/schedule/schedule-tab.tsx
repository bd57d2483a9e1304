'use client';

import type { Job } from '@mailhaul/contracts';
import { Button, Group, Radio, Stack } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { knownRevision } from '../../lib/known-revision.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { draftOf, freshDraft, hasFinerTimes, scheduleOf } from './schedule-draft.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { ScheduleState } from './schedule-state.tsx';
import classes from './schedule-tab.module.css';

/** When a job may run. What is drawn stays while others change the job; a clash is told and nothing is lost. */
export function ScheduleTab({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const [begun, setBegun] = useState(job);
  const [isScheduled, setScheduled] = useState(job.schedule !== undefined);
  const [draft, setDraft] = useState(() =>
    job.schedule === undefined ? freshDraft(ownZone()) : draftOf(job.schedule),
  );
  const path = { tenant, job: job.id };
  const latest = useApi('readJob', { path });
  const save = useDeed('setJobSchedule', {
    showsProblem: true,
    said: 'Saved. It holds at once, for passes that run too',
    touches: ['readJob', 'listJobs'],
    onDone: setBegun,
  });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const schedule = isScheduled ? scheduleOf(draft) : null;
    // A start or a pass meanwhile is no clash: another schedule is.
    const pair = { begun, latest: latest.data ?? begun };
    const ifMatch = knownRevision(pair, (one) => one.schedule);
    save.mutate({ path, ifMatch, body: { schedule } });
  };
  const shown = latest.data ?? job;
  const isClash = save.error !== null && begun.revision !== shown.revision;
  const isFine = job.schedule !== undefined && hasFinerTimes(job.schedule);
  return (
    <form onSubmit={send} className={classes.form}>
      <ScheduleState job={shown} />
      <fieldset disabled={refusal !== undefined} className={classes.fields}>
        <Stack gap={20}>
          <Radio.Group
            label="This job may run"
            value={isScheduled ? 'scheduled' : 'always'}
            onChange={(choice) => setScheduled(choice === 'scheduled')}
          >
            <Stack gap={6} mt={6}>
              <Radio value="always" label="At all times" />
              <Radio
                value="scheduled"
                label="At the times below: what runs when they end goes on by itself when they come again"
              />
            </Stack>
          </Radio.Group>
          {isScheduled && (
            <ScheduleFields
              draft={draft}
              onChange={setDraft}
              isReadOnly={refusal !== undefined}
              isFine={isFine}
            />
          )}
        </Stack>
      </fieldset>
      {save.error !== null && (
        <ProblemNotice
          error={save.error}
          takesFocus
          action={
            isClash && (
              <Button variant="default" onClick={() => setBegun(shown)}>
                Keep mine and save over it
              </Button>
            )
          }
        />
      )}
      <Group>
        <ActionButton type="submit" refusal={refusal} loading={save.isPending}>
          Save schedule
        </ActionButton>
      </Group>
    </form>
  );
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
