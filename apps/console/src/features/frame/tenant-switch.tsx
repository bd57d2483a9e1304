'use client';

import type { Tenant } from '@mailhaul/contracts';
import { Menu, TextInput, UnstyledButton } from '@mantine/core';
import { Check, ChevronsUpDown, LayoutGrid } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import classes from './tenant-switch.module.css';

const shownMax = 12;

/** Where one is, and the way to another tenant; alone the name of the product. */
export function TenantSwitch({ tenant }: { tenant: Tenant | undefined }) {
  if (tenant === undefined) {
    return (
      <Link href="/" className={classes.product}>
        Mailhaul
      </Link>
    );
  }
  return <Switch tenant={tenant} />;
}

function Switch({ tenant }: { tenant: Tenant }) {
  const router = useRouter();
  const [q, setQ] = useState('');
  const query = { limit: shownMax, sort: 'name', ...(q === '' ? {} : { q }) };
  const { data } = useApi('listTenants', { query }, { keeps: true });
  const all = useApi('listTenants', { query: { limit: shownMax, sort: 'name' } });
  const isSearchable = q !== '' || all.data?.next !== undefined;
  if (all.data?.rows.length === 1) {
    return (
      <span className={classes.alone}>
        <Dot colour={tenant.colour} />
        <span className="cut">{tenant.name}</span>
      </span>
    );
  }
  return (
    <Menu width={300} position="bottom-start" onClose={() => setQ('')}>
      <Menu.Target>
        <UnstyledButton className={classes.switch} aria-label={`Tenant: ${tenant.name}. Switch`}>
          <Dot colour={tenant.colour} />
          <span className="cut">{tenant.name}</span>
          <ChevronsUpDown size={14} className="muted" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {isSearchable && (
          <TextInput
            aria-label="Find a tenant"
            placeholder="Find a tenant"
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
            className={classes.search}
            data-autofocus
          />
        )}
        {data?.rows.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<Dot colour={one.colour} />}
            rightSection={one.id === tenant.id ? <Check size={14} aria-label="here" /> : null}
            onClick={() => router.push(`/t/${one.id}/jobs`)}
          >
            {one.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<LayoutGrid size={14} />}
          renderRoot={(props) => <Link {...props} href="/" />}
        >
          All tenants
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Dot({ colour }: { colour: string }) {
  return (
    <span
      className={classes.dot}
      style={{ background: `var(--mantine-color-${colour}-6)` }}
      aria-hidden
    />
  );
}
