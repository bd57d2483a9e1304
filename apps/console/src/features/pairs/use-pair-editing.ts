'use client';

import { useCallback } from 'react';
import { useAddress } from '../../lib/use-address.ts';

/** Which mailbox's form is open, as the address says it; Back closes it. */
export function usePairEditing() {
  const { query, change } = useAddress();
  const open = useCallback((pair: string) => change({ edit: pair }, true), [change]);
  const close = useCallback(() => change({ edit: '' }), [change]);
  return { editing: query.get('edit') ?? undefined, open, close };
}
