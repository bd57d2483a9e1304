'use client';

import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { RowFeed } from './use-rows.ts';

/** So many are looked at one by one; of more than these nothing is said before the server does. */
const knownMax = 200;
const none: readonly never[] = [];

/** Those of the rows that are loaded, as they are now; drawn anew only when one of these changes. */
export function useKnownRows<Row extends { readonly id: string }>(
  { window }: Pick<RowFeed<Row>, 'window'>,
  ids: ReadonlySet<string>,
): readonly Row[] {
  const last = useRef<readonly Row[]>(none);
  const read = useCallback(() => {
    const known: Row[] = [];
    const { rows } = window.view();
    for (const id of ids) {
      if (known.length === knownMax) break;
      const row = rows.get(id);
      if (row !== undefined) known.push(row);
    }
    const isSame =
      known.length === last.current.length && known.every((row, at) => row === last.current[at]);
    if (!isSame) last.current = known;
    return last.current;
  }, [window, ids]);
  return useSyncExternalStore(window.subscribe, read, read);
}
