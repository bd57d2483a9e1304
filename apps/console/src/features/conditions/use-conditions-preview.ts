'use client';

import type { ConditionFate, ConditionRow, MailboxConditionInput } from '@mailhaul/contracts';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { client } from '../../lib/api.ts';

interface Asked {
  readonly conditions: readonly MailboxConditionInput[];
  readonly jobId?: string;
  readonly fate?: ConditionFate;
  readonly q: string;
}

const pageRowsMax = 100;

/** Who enters, stays and leaves by conditions, page after page. */
export function useConditionsPreview(
  path: { readonly tenant: string; readonly connection: string },
  asked: Asked,
  enabled: boolean,
) {
  const { conditions, jobId, fate, q } = asked;
  const queries = useQueryClient();
  /** The next question is to be put to the source itself. */
  const isAnew = useRef(false);
  const body = {
    conditions: [...conditions],
    limit: pageRowsMax,
    ...(jobId === undefined ? {} : { jobId }),
    ...(fate === undefined ? {} : { fate }),
    ...(q === '' ? {} : { q }),
  };
  const found = useInfiniteQuery({
    queryKey: [...keyOf(path), body],
    queryFn: ({ pageParam, signal }) => {
      const anew = isAnew.current ? { readAnew: true } : {};
      isAnew.current = false;
      const after = pageParam === '' ? {} : { after: pageParam };
      return client.call('previewConditions', {
        path,
        body: { ...body, ...anew, ...after },
        signal,
      });
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    enabled,
    placeholderData: keepPreviousData,
    // A directory is asked when somebody wants to know, and not because a window came to the front.
    refetchOnWindowFocus: false,
    retry: false,
  });
  const pages = found.data?.pages ?? [];
  const rows: readonly ConditionRow[] = pages.flatMap((page) => page.rows);
  /** For whoever has changed the directory: what was told of it before is shown no more. */
  const readAnew = () => {
    isAnew.current = true;
    queries.removeQueries({ queryKey: keyOf(path), type: 'inactive' });
    void found.refetch();
  };
  return { ...found, rows, first: pages[0], readAnew };
}

function keyOf(path: { readonly tenant: string; readonly connection: string }) {
  return ['previewConditions', path];
}
