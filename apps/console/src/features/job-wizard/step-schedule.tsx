'use client';

import { Radio, Stack } from '@mantine/core';
import { hasFinerTimes } from '../schedule/schedule-draft.ts';
import { ScheduleFields } from '../schedule/schedule-fields.tsx';
import type { StepProps } from './step-props.ts';

export function StepSchedule({ draft, set, job, faultOf }: StepProps) {
  const fault = faultOf('Schedule');
  return (
    <>
      <Radio.Group
        label="This job may run"
        value={draft.isScheduled ? 'scheduled' : 'always'}
        error={fault}
        onChange={(choice) => set({ isScheduled: choice === 'scheduled' })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="always" label="At all times" />
          <Radio
            value="scheduled"
            label="At the times below: what runs when they end goes on by itself when they come again"
          />
        </Stack>
      </Radio.Group>
      {draft.isScheduled && (
        <ScheduleFields
          draft={draft.schedule}
          onChange={(schedule) => set({ schedule })}
          isReadOnly={false}
          isFine={job?.schedule !== undefined && hasFinerTimes(job.schedule)}
        />
      )}
    </>
  );
}
