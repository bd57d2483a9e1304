'use client';

import type { FoundMailbox } from '@mailhaul/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../lib/api.ts';

export interface Wish {
  readonly q: string;
  readonly kind: string;
  readonly unit: string;
  readonly group: string;
}

const pageRowsMax = 200;

/** Mailboxes of a connection, page after page. */
export function useFoundMailboxes(
  path: { readonly tenant: string; readonly connection: string },
  wish: Wish,
  enabled: boolean,
) {
  const query = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== ''));
  const found = useInfiniteQuery({
    queryKey: ['searchMailboxes', path, query],
    queryFn: ({ pageParam, signal }) =>
      client.call('searchMailboxes', {
        path,
        query: {
          ...query,
          limit: String(pageRowsMax),
          ...(pageParam === '' ? {} : { after: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    enabled,
    // A directory is asked when somebody wants to know, and not because a window came to the front.
    refetchOnWindowFocus: false,
    retry: false,
  });
  const pages = found.data?.pages ?? [];
  const rows: readonly FoundMailbox[] = pages.flatMap((page) => page.rows);
  return { ...found, rows, last: pages.at(-1) };
}
