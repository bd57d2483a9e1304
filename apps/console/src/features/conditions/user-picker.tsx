'use client';

import type { FoundMailbox } from '@mailhaul/contracts';
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { formatCount, mailboxes } from '../../lib/format.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { useFoundMailboxes } from '../new-job/use-found-mailboxes.ts';
import classes from './conditions.module.css';
import { PickerBox, type PickerProps } from './picker-box.tsx';

/** Mailboxes chosen one by one. What was ticked stays ticked while the search changes. */
export function UserPicker({ source, onAdd, onCancel }: PickerProps) {
  const { id: tenant } = useTenant();
  const [q, setQ] = useState('');
  const [ticked, setTicked] = useState<ReadonlyMap<string, string>>(new Map());
  const wish = { q, kind: '', unit: '', group: '' };
  const found = useFoundMailboxes({ tenant, connection: source.id }, wish, true);
  const tick = (row: FoundMailbox, isOn: boolean) => {
    const next = new Map(ticked);
    if (isOn) next.set(idOf(row), row.address);
    else next.delete(idOf(row));
    setTicked(next);
  };
  return (
    <PickerBox
      label="Chosen mailboxes"
      addLabel={ticked.size === 0 ? 'Add mailboxes' : `Add ${mailboxes(ticked.size)}`}
      refusal={ticked.size === 0 ? 'Tick mailboxes first' : undefined}
      onAdd={() => onAdd({ effect: 'include', by: 'chosen', ids: [...ticked.keys()] })}
      {...{ onCancel }}
    >
      <SearchBox label="Find by name or address" value={q} width={320} onChange={setQ} />
      {found.error !== null && (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      )}
      <div className={classes.choices}>
        {found.rows.map((row) => (
          <Checkbox
            key={idOf(row)}
            size="xs"
            checked={ticked.has(idOf(row))}
            onChange={(event) => tick(row, event.currentTarget.checked)}
            label={row.name === '' ? row.address : row.name}
            description={row.name === '' ? undefined : row.address}
          />
        ))}
        <ShowMore found={found} />
      </div>
      <p className={classes.hint} role="status">
        {found.isFetching
          ? 'Asking the directory…'
          : `${formatCount(found.last?.total)} found${ticked.size > 0 ? `, ${formatCount(ticked.size)} chosen` : ''}`}
      </p>
    </PickerBox>
  );
}

/** Exchange itself tells no ids. */
function idOf({ id, address }: FoundMailbox): string {
  return id ?? address.toLowerCase();
}
