'use client';

import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './conditions.module.css';
import { PickerBox, type PickerProps } from './picker-box.tsx';

const words = {
  group: { label: 'A group', find: 'Find a group by its name', none: 'Choose a group first' },
  unit: { label: 'An organisational unit', find: 'Find a unit', none: 'Choose a unit first' },
} as const;
/** More are found by typing. */
const shownMax = 50;

/** Groups or units of the directory, searched as somebody types. */
export function PlacePicker({
  what,
  source,
  onAdd,
  onCancel,
}: PickerProps & { readonly what: 'group' | 'unit' }) {
  const { id: tenant } = useTenant();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState('');
  const { data, error, refetch } = useApi(
    'searchDirectoryPlaces',
    {
      path: { tenant, connection: source.id },
      query: { what, ...(q === '' ? {} : { q }) },
    },
    { keeps: true },
  );
  const { label, find, none } = words[what];
  const rows = data?.rows ?? [];
  const more = rows.length - shownMax;
  const add = () =>
    onAdd(
      what === 'group'
        ? { effect: 'include', by: 'group', group: chosen }
        : { effect: 'include', by: 'unit', unit: chosen },
    );
  return (
    <PickerBox
      label={label}
      addLabel={`Add ${what}`}
      refusal={chosen === '' ? none : undefined}
      {...{ onCancel }}
      onAdd={add}
    >
      <SearchBox label={find} value={q} width={320} onChange={setQ} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <div className={classes.choices} role="radiogroup" aria-label={label}>
        {rows.slice(0, shownMax).map(({ dn, name, address, path }) => (
          <Radio
            key={dn}
            size="xs"
            value={dn}
            checked={chosen === dn}
            onChange={() => setChosen(dn)}
            label={name}
            description={[address, path.slice(0, -1).join(' / ')].filter(Boolean).join(' · ')}
          />
        ))}
      </div>
      <p className={classes.hint} role="status">
        {data === undefined && error === null && 'Asking the directory…'}
        {data !== undefined && rows.length === 0 && 'Nothing of that name'}
        {more > 0 && `${formatCount(more)} more: type a part of the name`}
      </p>
    </PickerBox>
  );
}
