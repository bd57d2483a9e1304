'use client';

import type { JobOptions } from '@mailhaul/contracts';
import { Checkbox, NumberInput, Radio, Stack } from '@mantine/core';

interface JobOptionsFieldsProps {
  readonly value: JobOptions;
  readonly onChange: (value: JobOptions) => void;
}

/** How a job copies. Each choice says what it does. */
export function JobOptionsFields({ value, onChange }: JobOptionsFieldsProps) {
  const set = <K extends keyof JobOptions>(key: K, next: JobOptions[K]) =>
    onChange({ ...value, [key]: next });
  return (
    <Stack gap={16}>
      <Radio.Group
        label="Order of items"
        value={value.order}
        onChange={(order) => set('order', order)}
      >
        <Stack gap={6} mt={6}>
          <Radio
            size="xs"
            value="oldest-first"
            label="Oldest first: the target sees them in order of arrival"
          />
          <Radio size="xs" value="newest-first" label="Newest first: recent mail is there early" />
        </Stack>
      </Radio.Group>
      <Radio.Group
        label="A target folder that holds mail already"
        value={value.onFilledTarget}
        onChange={(choice) => set('onFilledTarget', choice)}
      >
        <Stack gap={6} mt={6}>
          <Radio
            size="xs"
            value="match"
            label="Match what is there first, then copy what is missing"
          />
          <Radio size="xs" value="refuse" label="Refuse the folder: a person decides" />
        </Stack>
      </Radio.Group>
      <Checkbox
        label="Verify each mailbox after its pass by listing both sides"
        checked={value.verifies}
        onChange={(event) => set('verifies', event.currentTarget.checked)}
      />
      <NumberInput
        label="Connections per mailbox"
        description="More is quicker where the servers allow it"
        min={1}
        max={4}
        clampBehavior="strict"
        value={value.connectionsPerMailbox}
        onChange={(count) => typeof count === 'number' && set('connectionsPerMailbox', count)}
      />
    </Stack>
  );
}
