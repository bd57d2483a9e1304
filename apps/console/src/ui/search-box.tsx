'use client';

import { CloseButton, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly width?: number;
}

const settleMs = 200;

/** A search that is asked when the typing rests; X clears it. */
export function SearchBox({ label, value, onChange, width = 240 }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(settling.current), []);
  const type = (text: string, afterMs: number) => {
    setTyped(text);
    clearTimeout(settling.current);
    settling.current = setTimeout(() => onChange(text.trim()), afterMs);
  };
  return (
    <TextInput
      type="search"
      size="xs"
      aria-label={label}
      placeholder={label}
      w={width}
      maw="100%"
      styles={{ input: { height: 30, minHeight: 30, fontSize: 13 } }}
      leftSection={<Search size={14} aria-hidden />}
      rightSection={
        typed === '' ? null : (
          <CloseButton size="sm" aria-label="Clear search" onClick={() => type('', 0)} />
        )
      }
      value={typed}
      maxLength={200}
      onChange={(event) => type(event.currentTarget.value, settleMs)}
    />
  );
}
