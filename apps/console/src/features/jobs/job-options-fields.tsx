'use client';

import type { JobOptions } from '@mailhaul/contracts';
import { Checkbox, NumberInput, Radio, Stack, TextInput, Textarea } from '@mantine/core';

interface JobOptionsFieldsProps {
  readonly value: JobOptions;
  readonly onChange: (value: JobOptions) => void;
}

const megabyte = 1_000_000;

/** How a job copies. Each choice says what it does. */
export function JobOptionsFields({ value, onChange }: JobOptionsFieldsProps) {
  const set = <K extends keyof JobOptions>(key: K, next: JobOptions[K] | undefined) => {
    const { [key]: _before, ...rest } = value;
    onChange((next === undefined ? rest : { ...rest, [key]: next }) as JobOptions);
  };
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
      <NumberInput
        label="Exclude items larger than (MB)"
        placeholder="No limit of ours"
        min={1}
        value={value.itemBytesMax === undefined ? '' : value.itemBytesMax / megabyte}
        onChange={(size) =>
          set('itemBytesMax', typeof size === 'number' ? size * megabyte : undefined)
        }
      />
      <TextInput
        type="date"
        label="Only items received from"
        value={dayOf(value.receivedFrom)}
        onChange={(event) => set('receivedFrom', instantOf(event.currentTarget.value))}
      />
      <TextInput
        type="date"
        label="Only items received before"
        value={dayOf(value.receivedBefore)}
        onChange={(event) => set('receivedBefore', instantOf(event.currentTarget.value))}
      />
      <Textarea
        label="Folders to leave out"
        description="One path a line; what lies below goes with it"
        autosize
        minRows={2}
        maxRows={8}
        value={(value.excludeFolders ?? []).join('\n')}
        onChange={(event) => set('excludeFolders', linesOf(event.currentTarget.value))}
      />
    </Stack>
  );
}

function dayOf(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().slice(0, 10);
}

function instantOf(day: string): number | undefined {
  const at = Date.parse(day);
  return Number.isNaN(at) ? undefined : at;
}

function linesOf(text: string): string[] | undefined {
  return text === '' ? undefined : text.split('\n');
}
