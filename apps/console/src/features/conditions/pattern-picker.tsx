'use client';

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { PickerBox, type PickerProps } from './picker-box.tsx';

export function PatternPicker({ onAdd, onCancel }: PickerProps) {
  const [pattern, setPattern] = useState('');
  const typed = pattern.trim();
  return (
    <PickerBox
      label="Addresses by pattern"
      addLabel="Add pattern"
      refusal={typed === '' ? 'Type a pattern first' : undefined}
      onAdd={() => onAdd({ effect: 'include', by: 'pattern', pattern: typed })}
      {...{ onCancel }}
    >
      <TextInput
        size="xs"
        maw={320}
        label="Pattern"
        description="* stands for any letters or none; upper and lower case are alike"
        placeholder="*@sales.example"
        maxLength={320}
        value={pattern}
        onChange={(event) => setPattern(event.currentTarget.value)}
      />
    </PickerBox>
  );
}
