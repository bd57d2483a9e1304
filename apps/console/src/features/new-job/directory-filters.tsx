'use client';

import type { Connection } from '@mailhaul/contracts';
import { Group, Select } from '@mantine/core';
import { useApi } from '../../lib/api.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import type { Wish } from './use-found-mailboxes.ts';

interface DirectoryFiltersProps {
  readonly source: Connection;
  readonly wish: Wish;
  readonly onChange: (wish: Wish) => void;
}

const kinds = [
  { value: 'user', label: 'Users' },
  { value: 'shared', label: 'Shared' },
  { value: 'room,equipment', label: 'Rooms and equipment' },
];

/** What is searched for; Exchange itself knows texts alone. */
export function DirectoryFilters({ source, wish, onChange }: DirectoryFiltersProps) {
  const hasDirectory = source.directory !== undefined;
  const set = (changes: Partial<Wish>) => onChange({ ...wish, ...changes });
  return (
    <Group gap={8}>
      <SearchBox
        label={hasDirectory ? 'Find by name or address' : 'Names or addresses that begin with'}
        value={wish.q}
        width={260}
        onChange={(q) => set({ q })}
      />
      {hasDirectory && (
        <>
          <Select
            size="xs"
            aria-label="Kind"
            placeholder="All kinds"
            clearable
            data={kinds}
            value={wish.kind === '' ? null : wish.kind}
            onChange={(kind) => set({ kind: kind ?? '' })}
          />
          <PlaceSelect
            source={source}
            what="unit"
            value={wish.unit}
            onChange={(unit) => set({ unit })}
          />
          <PlaceSelect
            source={source}
            what="group"
            value={wish.group}
            onChange={(group) => set({ group })}
          />
        </>
      )}
    </Group>
  );
}

interface PlaceSelectProps {
  readonly source: Connection;
  readonly what: 'unit' | 'group';
  readonly value: string;
  readonly onChange: (dn: string) => void;
}

const words = { unit: ['Unit', 'All units'], group: ['Group', 'All groups'] } as const;
/** More are found by typing. */
const shownMax = 100;

function PlaceSelect({ source, what, value, onChange }: PlaceSelectProps) {
  const { id: tenant } = useTenant();
  const path = { tenant, connection: source.id };
  const { data } = useApi('searchDirectoryPlaces', { path, query: { what } });
  const [label, all] = words[what];
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={all}
      clearable
      searchable
      limit={shownMax}
      nothingFoundMessage="Nothing of that name"
      data={(data?.rows ?? []).map(({ dn, path: units }) => ({
        value: dn,
        label: units.join(' / '),
      }))}
      value={value === '' ? null : value}
      onChange={(dn) => onChange(dn ?? '')}
    />
  );
}
