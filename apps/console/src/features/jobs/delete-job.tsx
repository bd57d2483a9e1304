'use client';

import type { Job } from '@mailhaul/contracts';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type SubmitEvent, useState } from 'react';
import { mailboxes } from '../../lib/format.ts';

const modalId = 'delete-job';

/** Asks for the job's name before it is deleted, and says what stays. */
export function askDeleteJob(job: Job, onDelete: () => void): void {
  modals.open({
    modalId,
    title: `Delete ${job.name}`,
    children: <DeleteJob job={job} onDelete={onDelete} />,
  });
}

function DeleteJob({ job, onDelete }: { job: Job; onDelete: () => void }) {
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const isNamed = typed.trim() === job.name;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isNamed) return;
    modals.close(modalId);
    onDelete();
  };
  return (
    <form onSubmit={send}>
      <Stack gap={14}>
        <Text size="sm">
          The job and its {mailboxes(job.pairs)} go, with their figures, failed items, activity,
          passwords and tokens. Reports that you want to keep are to be downloaded before.
        </Text>
        <Text size="sm">
          What was copied stays on the target, and the ledger of each mailbox in the event log.
          Another job with the same mailboxes has a history of its own: it matches what is on the
          target first, and copies nothing twice.
        </Text>
        <TextInput
          label={`Type the job’s name: ${job.name}`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          error={isTried && !isNamed ? 'This is not the name of the job' : undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => modals.close(modalId)}>
            Cancel
          </Button>
          <Button type="submit" color="red">
            Delete job
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
