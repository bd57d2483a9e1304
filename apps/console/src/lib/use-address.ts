'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { withValues } from './url-state.ts';

type Changes = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Address {
  readonly query: URLSearchParams;
  /** Changes the address in place; a step that Back undoes where `isStep`. */
  readonly change: (changes: Changes, isStep?: boolean) => void;
}

/** The address as the state of a page. No request goes out when it changes. */
export function useAddress(): Address {
  const path = usePathname();
  const query = useSearchParams();
  const change = useCallback(
    (changes: Changes, isStep = false) => {
      const next = path + withValues(new URLSearchParams(window.location.search), changes);
      if (isStep) window.history.pushState(null, '', next);
      else window.history.replaceState(null, '', next);
    },
    [path],
  );
  return { query, change };
}
