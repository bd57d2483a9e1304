'use client';

import type { Pair } from '@mailhaul/contracts';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { usePairEditing } from './use-pair-editing.ts';

/** The way to a mailbox's form, for whoever may change it: over the page that it stands on, or at the mailbox's own in a new window. */
export function EditLink({ pair, tabIndex }: { pair: Pair; tabIndex?: number }) {
  const { id: tenant } = useTenant();
  const { open } = usePairEditing();
  if (useViewerRefusal(tenant) !== undefined) return null;
  const click = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(pair.id);
  };
  return (
    <Link
      className="link"
      href={`/t/${tenant}/jobs/${pair.jobId}/mailboxes/${pair.id}?edit=${pair.id}`}
      onClick={click}
      tabIndex={tabIndex}
      prefetch={false}
      style={{ flex: 'none' }}
    >
      Edit mailbox
    </Link>
  );
}
