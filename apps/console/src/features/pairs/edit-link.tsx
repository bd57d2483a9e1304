'use client';

import type { Pair } from '@mailhaul/contracts';
import { Pencil } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { usePairEditing } from './use-pair-editing.ts';

interface EditLinkProps {
  readonly pair: Pair;
  readonly tabIndex?: number;
  /** Where the words have no room. */
  readonly isIcon?: boolean;
}

/** The way to a mailbox's form, for whoever may change it: over the page that it stands on, or at the mailbox's own in a new window. */
export function EditLink({ pair, tabIndex, isIcon = false }: EditLinkProps) {
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
      {...(isIcon ? { 'aria-label': 'Edit mailbox', title: 'Edit mailbox' } : {})}
    >
      {isIcon ? (
        <span style={{ display: 'grid', placeItems: 'center', width: 24, height: 24 }}>
          <Pencil size={14} aria-hidden />
        </span>
      ) : (
        'Edit mailbox'
      )}
    </Link>
  );
}
