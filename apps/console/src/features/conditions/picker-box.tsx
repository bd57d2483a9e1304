'use client';

import type { Connection, MailboxConditionInput } from '@mailhaul/contracts';
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActionButton } from '../../ui/action-button.tsx';
import classes from './conditions.module.css';

export interface PickerProps {
  readonly source: Connection;
  readonly onAdd: (condition: MailboxConditionInput) => void;
  readonly onCancel: () => void;
}

interface PickerBoxProps {
  readonly label: string;
  readonly children: ReactNode;
  /** Why there is nothing to add yet. */
  readonly refusal: string | undefined;
  readonly addLabel: string;
  readonly onAdd: () => void;
  readonly onCancel: () => void;
}

/** The fields of a new condition, with what adds it. */
export function PickerBox(props: PickerBoxProps) {
  const { label, children, refusal, addLabel, onAdd, onCancel } = props;
  return (
    <div className={classes.picker} role="group" aria-label={label}>
      {children}
      <Group gap={8}>
        <ActionButton size="xs" refusal={refusal} onClick={onAdd}>
          {addLabel}
        </ActionButton>
        <Button size="xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </div>
  );
}
