'use client';

import type { Tenant } from '@mailhaul/contracts';
import { Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Check, ChevronsUpDown, LayoutGrid } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { isProviderAdmin, useSession } from '../../lib/session.tsx';
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
  const isAdmin = isProviderAdmin(useSession());
  const [isOpen, list] = useDisclosure(false);
  const all = useApi('listTenants', { query: { limit: shownMax, sort: 'name' } });
  if (!isAdmin && all.data?.rows.length === 1) {
    return (
      <span className={classes.alone}>
        <Dot colour={tenant.colour} />
        <span className="cut">{tenant.name}</span>
      </span>
    );
  }
  // No menu: those hold no field to type in.
  return (
    <Popover
      opened={isOpen}
      onChange={list.toggle}
      width={300}
      position="bottom-start"
      shadow="sm"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.switch}
          aria-label={`Tenant: ${tenant.name}. Switch`}
          onClick={list.toggle}
        >
          <Dot colour={tenant.colour} />
          <span className="cut">{tenant.name}</span>
          <ChevronsUpDown size={14} className="muted" aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Tenants">
        <Tenants here={tenant.id} isSearchable={all.data?.next !== undefined} onGo={list.close} />
        {isAdmin && (
          <Link href="/?show=all" className={`${classes.place} ${classes.everything}`}>
            <LayoutGrid size={14} aria-hidden />
            All tenants, new tenant
          </Link>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface TenantsProps {
  readonly here: string;
  readonly isSearchable: boolean;
  readonly onGo: () => void;
}

/** The ways to the tenants; what is typed finds one, and Enter takes the first. */
function Tenants({ here, isSearchable, onGo }: TenantsProps) {
  const router = useRouter();
  const [q, setQ] = useState('');
  const query = { limit: shownMax, sort: 'name', ...(q === '' ? {} : { q }) };
  const { data } = useApi('listTenants', { query }, { keeps: true });
  const rows = data?.rows ?? [];
  const takeFirst = (event: KeyboardEvent) => {
    const [first] = rows;
    if (event.key !== 'Enter' || first === undefined) return;
    router.push(`/t/${first.id}`);
    onGo();
  };
  return (
    <>
      {isSearchable && (
        <TextInput
          aria-label="Find a tenant"
          placeholder="Find a tenant"
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          onKeyDown={takeFirst}
          className={classes.search}
          data-autofocus
        />
      )}
      <ul className={classes.places}>
        {rows.map(({ id, name, colour }) => (
          <li key={id}>
            <Link
              href={`/t/${id}`}
              className={classes.place}
              aria-current={id === here ? 'true' : undefined}
              onClick={onGo}
            >
              <Dot colour={colour} />
              <span className="cut">{name}</span>
              {id === here && <Check size={14} aria-hidden />}
            </Link>
          </li>
        ))}
      </ul>
    </>
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
