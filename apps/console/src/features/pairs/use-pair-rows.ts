'use client';

import type { Pair } from '@mailhaul/contracts';
import { problemOf } from '@mailhaul/api-client';
import { client } from '../../lib/api.ts';
import type { TableState } from '../../lib/url-state.ts';
import { type RowFeed, useRowFeed } from '../../ui/table/use-rows.ts';

interface PairsOf {
  readonly tenant: string;
  readonly job: string;
  readonly table: Pick<TableState, 'q' | 'sort' | 'status'>;
}

/** Mailboxes of a job as the address filters and sorts them. */
export function usePairRows({ tenant, job, table }: PairsOf): RowFeed<Pair> {
  const { q, status } = table;
  const sort = table.sort === '' ? 'source' : table.sort;
  return useRowFeed<Pair>({
    key: JSON.stringify([tenant, job, q, sort, status]),
    source: {
      fetchPage: (after, limit) =>
        client.call('listPairs', {
          path: { tenant, job },
          query: {
            ...{ sort, limit },
            ...(q === '' ? {} : { q }),
            ...(status.length === 0 ? {} : { status: status.join(',') }),
            ...(after === undefined ? {} : { after }),
          },
        }),
      fetchRow: (pair) =>
        client.call('readPair', { path: { tenant, pair } }).catch(goneAsUndefined),
    },
    isTouched: (frame) =>
      frame.kind === 'reset' ||
      (frame.topic === 'pairs' && (frame.jobIds === undefined || frame.jobIds.includes(job))),
  });
}

function goneAsUndefined(error: unknown): undefined {
  if (problemOf(error)?.status === 404) return undefined;
  throw error;
}
