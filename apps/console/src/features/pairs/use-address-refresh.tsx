'use client';

import { problemOf } from '@mailhaul/api-client';
import type { AddressRefresh, Job, PairSideName } from '@mailhaul/contracts';
import { modals } from '@mantine/modals';
import { useApi } from '../../lib/api.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { refreshInParts } from './refresh-in-parts.ts';
import { RefreshResults } from './refresh-results.tsx';
import type { Chosen } from './use-pair-deed.tsx';

export interface AddressRefreshing {
  readonly run: (chosen: Chosen) => void;
  readonly isPending: boolean;
  /** Why nobody can be asked; undefined: somebody can. */
  readonly refusal: string | undefined;
}

const modalWidth = 720;

/** Asks the directories of the job what mailboxes are called now, and shows the results in a window. */
export function useAddressRefresh(
  job: Pick<Job, 'id' | 'sourceConnectionId' | 'targetConnectionId'>,
  onDone: () => void,
): AddressRefreshing {
  const { id: tenant } = useTenant();
  const { data } = useApi('listConnections', { path: { tenant }, query: { limit: 500 } });
  const hasDirectory = (id: string) =>
    data?.rows.find((one) => one.id === id)?.directory !== undefined;
  const ids = { source: job.sourceConnectionId, target: job.targetConnectionId };
  const sides = (['source', 'target'] as const).filter((side) => hasDirectory(ids[side]));
  const refresh = useDeed('refreshAddresses', {
    touches: ['readPair', 'countPairs'],
    showsProblem: true,
  });
  const run = ({ selection, what }: Chosen) => {
    void refreshInParts(selection, (part) =>
      refresh.mutateAsync({
        path: { tenant, job: job.id },
        body: { selection: part, sides: [...sides] },
      }),
    ).then(
      (answer) => {
        show(answer, sides);
        onDone();
      },
      (error: unknown) => explain(error, { what, tenant, ids }),
    );
  };
  const isUnknown = data === undefined;
  const refusal =
    isUnknown || sides.length > 0
      ? undefined
      : 'Neither side has a directory to ask: import the CSV again with new addresses, or match again';
  return { run, isPending: refresh.isPending, refusal };
}

function show(answer: AddressRefresh, sides: readonly PairSideName[]): void {
  modals.open({
    title: 'Refreshed email addresses',
    size: modalWidth,
    children: <RefreshResults answer={answer} sides={sides} />,
  });
}

/** With the way to the connection that must be reconfigured first. */
function explain(
  error: unknown,
  {
    what,
    tenant,
    ids,
  }: {
    readonly what: string;
    readonly tenant: string;
    readonly ids: Readonly<Record<PairSideName, string>>;
  },
): void {
  const [fault] = problemOf(error)?.faults ?? [];
  const id = fault?.place === 'source' || fault?.place === 'target' ? ids[fault.place] : undefined;
  modals.open({
    title: `The addresses of ${what} were not refreshed`,
    size: modalWidth,
    children: (
      <ProblemNotice
        error={error}
        action={
          id !== undefined && (
            <a className="plain" href={`/t/${tenant}/connections/${id}`}>
              Open the connection
            </a>
          )
        }
      />
    ),
  });
}
