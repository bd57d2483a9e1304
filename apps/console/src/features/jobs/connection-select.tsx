'use client';

import { Select } from '@mantine/core';
import { useApi } from '../../lib/api.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

interface ConnectionSelectProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  /** Why it may not be changed. */
  readonly refusal?: string | undefined;
  readonly error?: string | undefined;
}

const connectionsMax = 500;
const stateWords = { untested: 'not tested yet', working: 'works', broken: 'does not work' };

export function ConnectionSelect({
  label,
  value,
  onChange,
  refusal,
  error,
}: ConnectionSelectProps) {
  const { id: tenant } = useTenant();
  const { data } = useApi('listConnections', {
    path: { tenant },
    query: { limit: connectionsMax },
  });
  const rows = data?.rows ?? [];
  return (
    <Select
      label={label}
      placeholder="Choose a connection"
      searchable={rows.length > 8}
      data={rows.map(({ id, name }) => ({ value: id, label: name }))}
      renderOption={({ option }) => {
        const one = rows.find(({ id }) => id === option.value);
        return (
          <div style={{ minWidth: 0 }}>
            <div className="cut">{option.label}</div>
            {one && (
              <div className="cut muted" style={{ fontSize: 12 }}>
                {one.host} · {stateWords[one.status]}
              </div>
            )}
          </div>
        );
      }}
      value={value}
      onChange={(id) => id !== null && onChange(id)}
      disabled={refusal !== undefined}
      description={refusal}
      error={error}
    />
  );
}
