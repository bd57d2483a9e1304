'use client';

import { Stack, TextInput, Textarea } from '@mantine/core';
import classes from './connections.module.css';
import type { FieldsProps } from './server-fields.tsx';

/** What few need: limits and the trust in certificates. */
export function LimitFields({ draft, set, faults }: FieldsProps) {
  const number = (
    key: 'mailboxesMax' | 'megabytesPerSecond' | 'operationsPerSecond',
    label: string,
    note: string,
  ) => (
    <TextInput
      label={label}
      description={note}
      inputMode="decimal"
      placeholder="No limit of ours"
      value={draft[key]}
      error={faults[key]}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  return (
    <details className={classes.more}>
      <summary>Limits and certificates</summary>
      <Stack gap={16}>
        {number(
          'mailboxesMax',
          'Mailboxes at the same time',
          'Over all jobs that use the connection',
        )}
        {number(
          'megabytesPerSecond',
          'Megabytes a second',
          'So that others can still work with the server',
        )}
        {number('operationsPerSecond', 'Commands a second', 'Where the provider counts them')}
        <TextInput
          label="Worker tag"
          description="Where only workers at one place reach the server: the tag that they were started with"
          placeholder="Any worker"
          maxLength={63}
          value={draft.workerTag}
          error={faults.workerTag}
          onChange={(event) => set({ workerTag: event.currentTarget.value })}
        />
        <Textarea
          label="Certificate of the authority (PEM)"
          description="Where the server’s certificate is signed by an authority of your own"
          autosize
          minRows={2}
          maxRows={8}
          value={draft.ca}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          onChange={(event) => set({ ca: event.currentTarget.value })}
        />
        <TextInput
          label="Pinned certificate"
          description="Its SHA-256 fingerprint; several are separated by commas. Only this one is trusted then"
          value={draft.pin}
          onChange={(event) => set({ pin: event.currentTarget.value })}
        />
      </Stack>
    </details>
  );
}
