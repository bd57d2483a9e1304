'use client';

import type { ScheduleException } from '@mailhaul/contracts';
import { ActionIcon, Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import classes from './exception-list.module.css';

interface ExceptionListProps {
  readonly value: readonly ScheduleException[];
  readonly onChange: (value: readonly ScheduleException[]) => void;
  readonly isReadOnly: boolean;
}

const kinds = [
  { value: 'closed', label: 'Closed all day' },
  { value: 'open', label: 'Open all day' },
];
const long = new Intl.DateTimeFormat('en-GB', {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
});

/** Days that are not as their weekday. */
export function ExceptionList({ value, onChange, isReadOnly }: ExceptionListProps) {
  const [date, setDate] = useState('');
  const sorted = [...value].sort((a, b) => (a.date < b.date ? -1 : 1));
  const isTaken = value.some((one) => one.date === date);
  const set = (changed: ScheduleException) =>
    onChange(value.map((one) => (one.date === changed.date ? changed : one)));
  const add = () => {
    if (date === '' || isTaken) return;
    onChange([...value, { date, isOpen: false }]);
    setDate('');
  };
  return (
    <Stack gap={8}>
      {sorted.map((one) => {
        const name = long.format(new Date(`${one.date}T00:00:00Z`));
        return (
          <div key={one.date} className={classes.row}>
            <span className="num">{name}</span>
            <SegmentedControl
              aria-label={name}
              disabled={isReadOnly}
              data={kinds}
              value={one.isOpen ? 'open' : 'closed'}
              onChange={(kind) => set({ ...one, isOpen: kind === 'open' })}
            />
            <ActionIcon
              aria-label={`Remove ${name}`}
              disabled={isReadOnly}
              onClick={() => onChange(value.filter(({ date: other }) => other !== one.date))}
            >
              <Trash2 size={15} />
            </ActionIcon>
          </div>
        );
      })}
      <Group gap={8} align="flex-end">
        <TextInput
          type="date"
          label="Another day"
          value={date}
          disabled={isReadOnly}
          error={isTaken ? 'It stands in the list already' : undefined}
          onChange={(event) => setDate(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<Plus size={13} />}
          disabled={isReadOnly || date === '' || isTaken}
          onClick={add}
        >
          Add day
        </Button>
      </Group>
    </Stack>
  );
}
