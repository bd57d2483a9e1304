'use client';

import type { Operator } from '@mailhaul/contracts';
import { ActionIcon, Button, Select } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useApi } from '../../lib/api.ts';
import classes from './settings.module.css';

type Roles = Operator['roles'];

const roles = [
  { value: 'operator', label: 'Operator' },
  { value: 'viewer', label: 'Viewer' },
  { value: 'provider-admin', label: 'Administrator' },
];
const tenantsMax = 500;

/** Which role where; an administrator is one everywhere. */
export function RoleFields({
  roles: grants,
  onChange,
}: {
  roles: Roles;
  onChange: (roles: Roles) => void;
}) {
  const { data } = useApi('listTenants', { query: { limit: tenantsMax, sort: 'name' } });
  const tenants = [
    { value: '*', label: 'All tenants' },
    ...(data?.rows ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const put = (place: number, changes: Partial<Roles[number]>) =>
    onChange(
      grants.map((grant, at) => {
        if (at !== place) return grant;
        const next = { ...grant, ...changes };
        return next.role === 'provider-admin' ? { ...next, tenant: '*' } : next;
      }),
    );
  return (
    <div className={classes.grants} role="group" aria-label="Roles">
      {grants.map(({ tenant, role }, place) => (
        <div key={place} className={classes.grant}>
          <Select
            aria-label={`Tenant of role ${place + 1}`}
            data={tenants}
            value={tenant}
            searchable
            disabled={role === 'provider-admin'}
            onChange={(next) => put(place, { tenant: next ?? tenant })}
          />
          <Select
            aria-label={`Role ${place + 1}`}
            data={roles}
            value={role}
            onChange={(next) => put(place, { role: (next ?? role) as typeof role })}
          />
          <ActionIcon
            aria-label={`Take role ${place + 1} away`}
            onClick={() => onChange(grants.filter((_one, at) => at !== place))}
          >
            <X size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<Plus size={14} />}
        onClick={() => onChange([...grants, { tenant: '*', role: 'viewer' }])}
      >
        Add a role
      </Button>
    </div>
  );
}
