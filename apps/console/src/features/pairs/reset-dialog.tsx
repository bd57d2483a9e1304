'use client';

import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';

interface ResetDialogProps {
  /** How the mailboxes are called in a sentence. */
  readonly what: string;
  readonly warning: string;
  readonly onCancel: () => void;
  readonly onReset: (isMatching: boolean) => void;
}

/** Asks before a history is forgotten, and whether what is on the target counts as copied. */
export function ResetDialog({ what, warning, onCancel, onReset }: ResetDialogProps) {
  const [isMatching, setMatching] = useState(true);
  return (
    <Stack gap={14}>
      <Text size="sm">{warning}</Text>
      <Checkbox
        label="Match what is already on the target"
        description="The next pass compares both sides first, and copies only what is missing"
        checked={isMatching}
        onChange={({ currentTarget: { checked } }) => setMatching(checked)}
        data-autofocus
      />
      {!isMatching && (
        <Text size="sm" c="var(--mh-red)" role="alert">
          Everything is copied again: mail that is on the target already will be there twice. Clean
          the target mailbox up first, unless you want that.
        </Text>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button color="red" style={{ maxWidth: 280 }} onClick={() => onReset(isMatching)}>
          Reset: {what}
        </Button>
      </Group>
    </Stack>
  );
}
