'use client';

import type { Job } from '@mailhaul/contracts';
import { ActionIcon, Tooltip } from '@mantine/core';
import { Maximize2, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { useTenant } from '../frame/tenant-gate.tsx';
import { PairDetail } from './pair-detail.tsx';
import classes from './pair-drawer.module.css';

interface PairDrawerProps {
  readonly pair: string;
  readonly job: Job;
  readonly onClose: () => void;
}

/** One mailbox beside the table, which stays in reach. */
export function PairDrawer({ pair, job, onClose }: PairDrawerProps) {
  const { id: tenant } = useTenant();
  const panel = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isElsewhere = (event.target as Element | null)?.closest(
        '[role="dialog"], [role="menu"]',
      );
      if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) close.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <aside ref={panel} className={classes.panel} aria-label="Mailbox">
      <div className={classes.bar}>
        <Tooltip label="Open as a page">
          <ActionIcon
            aria-label="Open as a page"
            renderRoot={(props) => (
              <Link {...props} href={`/t/${tenant}/jobs/${job.id}/mailboxes/${pair}`} />
            )}
          >
            <Maximize2 size={15} />
          </ActionIcon>
        </Tooltip>
        <ActionIcon aria-label="Close" onClick={onClose}>
          <X size={16} />
        </ActionIcon>
      </div>
      <PairDetail pair={pair} job={job} key={pair} isNarrow />
    </aside>
  );
}
