'use client';

import type { Worker } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { CircleDotDashed, CirclePause, Server, Timer } from 'lucide-react';
import { useApi } from '../../lib/api.ts';
import { formatAbsolute } from '../../lib/format.ts';
import type { Look } from '../../lib/pair-status.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Section } from '../../ui/page.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Mark } from '../../ui/status-mark.tsx';
import { Time } from '../../ui/time.tsx';
import { WorkerOrders } from './worker-orders.tsx';

const askEveryMs = 3_000;

/** Who runs the passes, and whom nobody shall give any more. */
export function Workers() {
  const { data, error, refetch } = useApi('readSystem', {}, { everyMs: askEveryMs });
  const touches = ['readSystem'] as const;
  const drain = useDeed('drainWorker', { touches, said: 'The worker gives back its passes' });
  const resume = useDeed('resumeWorker', { touches, said: 'The worker takes passes again' });
  const workers = data?.workers ?? [];
  const ask = (worker: Worker) =>
    modals.openConfirmModal({
      title: `Drain ${nameOf(worker)}`,
      children:
        'It gives back its passes within seconds; they go on elsewhere where they stopped. It takes no more until it is resumed, also when it is started again.',
      labels: { confirm: 'Drain worker', cancel: 'Cancel' },
      onConfirm: () => drain.mutate({ path: { worker: nameOf(worker) } }),
    });
  return (
    <Section
      title="Workers"
      note="They run the passes of all tenants. Drain one before its machine is worked on."
    >
      {error !== null && data === undefined && (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && workers.length === 0 && (
        <Empty icon={Server} title="No worker was heard of">
          Nothing is copied until one is started and reaches the bus.
        </Empty>
      )}
      {workers.length > 0 && (
        <PlainTable
          label="Workers"
          rows={workers}
          columns={[
            {
              id: 'worker',
              label: 'Worker',
              render: (worker) => (
                <>
                  <div className="cut">{nameOf(worker)}</div>
                  <div className="cut muted">{worker.id.slice(0, 8)}</div>
                </>
              ),
            },
            {
              id: 'state',
              label: 'State',
              width: 190,
              render: (worker) => (
                <>
                  <Mark look={lookOf(worker)} />
                  {worker.isDraining === true && worker.drainedBy !== undefined && (
                    <div className="cut muted" title={whenOf(worker)}>
                      by {worker.drainedBy}
                    </div>
                  )}
                </>
              ),
            },
            {
              id: 'passes',
              label: 'Passes',
              width: 100,
              isNumber: true,
              render: ({ busy, slots }) => (
                <span className="num">{slots === 0 ? '–' : `${busy} of ${slots}`}</span>
              ),
            },
            {
              id: 'tags',
              label: 'Tags',
              width: 150,
              isMinor: true,
              render: ({ tags = [] }) => (tags.length === 0 ? '–' : tags.join(', ')),
            },
            {
              id: 'version',
              label: 'Version',
              width: 90,
              isMinor: true,
              render: ({ version = '–' }) => version,
            },
            {
              id: 'heard',
              label: 'Last heard',
              width: 120,
              render: ({ seenAt }) => <Time at={seenAt} />,
            },
            {
              id: 'order',
              label: 'Actions',
              width: 110,
              isQuiet: true,
              render: (worker) =>
                worker.isDraining === true ? (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`Resume ${nameOf(worker)}`}
                    onClick={() => resume.mutate({ path: { worker: nameOf(worker) } })}
                  >
                    Resume
                  </Button>
                ) : (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`Drain ${nameOf(worker)}`}
                    onClick={() => ask(worker)}
                  >
                    Drain…
                  </Button>
                ),
            },
          ]}
        />
      )}
      <WorkerOrders
        workers={workers}
        onUndo={(worker, { isDraining }) => {
          (isDraining ? resume : drain).mutate({ path: { worker } });
        }}
      />
    </Section>
  );
}

/** As orders call it. */
function nameOf({ id, name = id }: Worker): string {
  return name;
}

function whenOf({ drainedAt }: Worker): string | undefined {
  return drainedAt === undefined ? undefined : formatAbsolute(drainedAt);
}

function lookOf({ isDraining, busy }: Worker): Look {
  if (isDraining === true && busy > 0) return { label: 'Draining', colour: 'orange', icon: Timer };
  if (isDraining === true) return { label: 'Drained', colour: 'grey', icon: CirclePause };
  if (busy > 0) return { label: 'Working', colour: 'blue', icon: CircleDotDashed };
  return { label: 'Idle', colour: 'grey', icon: CircleDotDashed };
}
