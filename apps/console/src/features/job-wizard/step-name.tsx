'use client';

import { TextInput } from '@mantine/core';
import type { StepProps } from './step-props.ts';

export function StepName({ draft, set, faultOf }: StepProps) {
  return (
    <TextInput
      label="Name"
      description="As people call the job. No other job of the tenant has it; \ / : * ? < > | stand in none"
      placeholder="Head office, wave 1"
      value={draft.name}
      maxLength={200}
      error={faultOf('Name')}
      onChange={(event) => set({ name: event.currentTarget.value })}
    />
  );
}
