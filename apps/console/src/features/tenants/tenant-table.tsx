'use client';

import type { Tenant } from '@mailhaul/contracts';
import { Hand } from 'lucide-react';
import Link from 'next/link';
import { formatCount } from '../../lib/format.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Dot } from '../frame/tenant-switch.tsx';
import classes from './tenant-table.module.css';

/** The ones that need a person stand first. */
export function TenantTable({ rows }: { rows: readonly Tenant[] }) {
  const sorted = rows.toSorted(
    (a, b) => b.needYou - a.needYou || b.running - a.running || a.name.localeCompare(b.name),
  );
  return (
    <PlainTable
      label="Tenants"
      rows={sorted}
      href={({ id }) => `/t/${id}`}
      columns={[
        {
          id: 'name',
          label: 'Tenant',
          render: ({ id, name, colour }) => (
            <Link href={`/t/${id}`} className={classes.name}>
              <Dot colour={colour} />
              <span className="cut">{name}</span>
            </Link>
          ),
        },
        {
          id: 'needYou',
          label: 'Needs you',
          width: 120,
          render: ({ needYou }) =>
            needYou === 0 ? (
              <span className="muted">–</span>
            ) : (
              <span className={classes.need}>
                <Hand size={14} aria-hidden />
                {formatCount(needYou)}
              </span>
            ),
        },
        {
          id: 'running',
          label: 'Running',
          isNumber: true,
          width: 100,
          render: (row) => formatCount(row.running),
        },
        {
          id: 'jobs',
          isMinor: true,
          label: 'Jobs',
          isNumber: true,
          width: 80,
          render: (row) => formatCount(row.jobs),
        },
        {
          id: 'pairs',
          isMinor: true,
          label: 'Mailboxes',
          isNumber: true,
          width: 110,
          render: (row) => formatCount(row.pairs),
        },
      ]}
    />
  );
}
