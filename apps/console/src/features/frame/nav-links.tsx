'use client';

import { Tooltip } from '@mantine/core';
import {
  Activity,
  Cable,
  FileSpreadsheet,
  Layers,
  LayoutDashboard,
  type LucideIcon,
  Settings,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import classes from './nav-links.module.css';

const places: readonly (readonly [path: string, label: string, icon: LucideIcon])[] = [
  ['', 'Dashboard', LayoutDashboard],
  ['jobs', 'Jobs', Layers],
  ['connections', 'Connections', Cable],
  ['activity', 'Activity', Activity],
  ['reports', 'Reports', FileSpreadsheet],
  ['settings', 'Settings', Settings],
];

export function NavLinks({ tenant, isNarrow }: { tenant: string; isNarrow: boolean }) {
  const path = usePathname();
  return (
    <ul className={classes.list}>
      {places.map(([place, label, Icon]) => {
        const home = `/t/${tenant}`;
        const href = place === '' ? home : `${home}/${place}`;
        const isHere = path === href || (place !== '' && path.startsWith(`${href}/`));
        return (
          <li key={place}>
            <Tooltip label={label} position="right" disabled={!isNarrow}>
              <Link
                href={href}
                className={classes.link}
                aria-current={isHere ? 'page' : undefined}
                aria-label={isNarrow ? label : undefined}
              >
                <Icon size={16} aria-hidden />
                {!isNarrow && <span>{label}</span>}
              </Link>
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}
