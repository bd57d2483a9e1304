'use client';

import type { Tenant } from '@mailhaul/contracts';
import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { Menu as MenuIcon, PanelLeft } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import classes from './app-frame.module.css';
import { ConnectionBar } from './connection-bar.tsx';
import { NavLinks } from './nav-links.tsx';
import { NewsBell } from './news-bell.tsx';
import { PersonMenu } from './person-menu.tsx';
import { SearchButton } from './search.tsx';
import { TenantSwitch } from './tenant-switch.tsx';
import { useGuardedLinks } from './use-guarded-links.ts';

interface AppFrameProps {
  /** Undefined outside of any tenant: no navigation, no search, no news. */
  readonly tenant?: Tenant | undefined;
  readonly children: ReactNode;
}

/** What stands around each page: navigation at the left, tenant, search, news and person on top. */
export function AppFrame({ tenant, children }: AppFrameProps) {
  const [isNarrow, setNarrow] = useLocalStorage({
    key: 'mailhaul.nav-narrow',
    defaultValue: false,
  });
  const [isOpen, drawer] = useDisclosure(false);
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  const path = usePathname();
  useEffect(() => drawer.close(), [path, drawer.close]);

  const guardLinks = useGuardedLinks();
  const toggleLabel = isNarrow ? 'Widen navigation' : 'Collapse navigation';
  return (
    <div
      className={classes.frame}
      data-narrow={isNarrow || undefined}
      data-plain={tenant === undefined || undefined}
      onClickCapture={guardLinks}
    >
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.top} data-tenant={tenant !== undefined || undefined}>
        {tenant !== undefined && (
          <ActionIcon
            className={classes.burger}
            aria-label="Open navigation"
            aria-expanded={isOpen}
            onClick={drawer.open}
          >
            <MenuIcon size={18} />
          </ActionIcon>
        )}
        <TenantSwitch tenant={tenant} />
        <div className={classes.middle}>
          {tenant !== undefined && <SearchButton tenant={tenant} />}
        </div>
        {tenant !== undefined && <NewsBell tenant={tenant.id} />}
        <PersonMenu tenant={tenant?.id} />
        {tenant !== undefined && (
          <span
            className={classes.line}
            style={{ background: `var(--mantine-color-${tenant.colour}-6)` }}
            aria-hidden
          />
        )}
      </header>
      {tenant !== undefined && (
        <nav className={classes.nav} aria-label="Main">
          <NavLinks tenant={tenant.id} isNarrow={isNarrow} />
          <Tooltip label={toggleLabel} position="right">
            <ActionIcon
              className={classes.collapse}
              aria-label={toggleLabel}
              onClick={() => setNarrow(!isNarrow)}
            >
              <PanelLeft size={16} />
            </ActionIcon>
          </Tooltip>
        </nav>
      )}
      {tenant !== undefined && isPhone && (
        <Drawer opened={isOpen} onClose={drawer.close} size={260} title={tenant.name}>
          <nav aria-label="Main">
            <NavLinks tenant={tenant.id} isNarrow={false} />
          </nav>
        </Drawer>
      )}
      <main id="content" tabIndex={-1} className={classes.main}>
        <ConnectionBar />
        {children}
      </main>
    </div>
  );
}
