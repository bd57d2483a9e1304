'use client';

import { FileButton, Button, Textarea } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { counted } from '../../lib/format.ts';
import { addressesOf } from './condition-words.ts';
import classes from './conditions.module.css';
import { PickerBox, type PickerProps } from './picker-box.tsx';

/** As many as a condition holds. */
const addressesMax = 20_000;
const wrongShownMax = 3;

/** Addresses of a CSV, or typed. */
export function ListPicker({ onAdd, onCancel }: PickerProps) {
  const [text, setText] = useState('');
  const { addresses, wrong } = addressesOf(text);
  const refusal =
    addresses.length === 0
      ? 'Give addresses first'
      : addresses.length > addressesMax
        ? `Holds more than ${counted(addressesMax, 'address', 'addresses')}`
        : undefined;
  return (
    <PickerBox
      label="A list of addresses"
      addLabel={
        addresses.length === 0
          ? 'Add list'
          : `Add ${counted(addresses.length, 'address', 'addresses')}`
      }
      refusal={refusal}
      onAdd={() => onAdd({ effect: 'include', by: 'list', addresses: [...addresses] })}
      {...{ onCancel }}
    >
      <Textarea
        size="xs"
        label="Addresses"
        description="One a line; of a CSV the first column counts"
        autosize
        minRows={4}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <FileButton
        accept=".csv,text/csv,text/plain"
        onChange={(file) => void file?.text().then(setText)}
      >
        {(props) => (
          <Button
            {...props}
            size="xs"
            variant="default"
            leftSection={<FileUp size={13} />}
            style={{ alignSelf: 'flex-start' }}
          >
            Read a file
          </Button>
        )}
      </FileButton>
      {wrong.length > 0 && (
        <p className={classes.wrong} role="status">
          {counted(wrong.length, 'line holds', 'lines hold')} no address and{' '}
          {wrong.length === 1 ? 'is' : 'are'} left out: {wrong.slice(0, wrongShownMax).join(', ')}
          {wrong.length > wrongShownMax && ' …'}
        </p>
      )}
    </PickerBox>
  );
}
