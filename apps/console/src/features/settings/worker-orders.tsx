'use client';

import type { Worker } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Time } from '../../ui/time.tsx';

type WorkerOrder = NonNullable<Worker['orders']>[number];

interface WorkerOrdersProps {
  readonly workers: readonly Worker[];
  /** Takes back the last order to the workers of that name. */
  readonly onUndo: (worker: string, order: WorkerOrder) => void;
}

interface Row extends WorkerOrder {
  readonly id: string;
  readonly worker: string;
  readonly isLast: boolean;
}

const shownMax = 10;

/** Who drained and resumed which workers, the newest first; the last order to each can be taken back. */
export function WorkerOrders({ workers, onUndo }: WorkerOrdersProps) {
  const rows = rowsOf(workers);
  if (rows.length === 0) return null;
  return (
    <PlainTable
      label="Orders to workers"
      rows={rows}
      columns={[
        {
          id: 'order',
          label: 'Order',
          render: ({ worker, isDraining }) => (
            <div className="cut">
              {isDraining ? 'Drained' : 'Resumed'} {worker}
            </div>
          ),
        },
        { id: 'by', label: 'By', width: 190, render: ({ by = '–' }) => by },
        { id: 'at', label: 'When', width: 120, render: ({ at }) => <Time at={at} /> },
        {
          id: 'undo',
          label: 'Actions',
          width: 110,
          isQuiet: true,
          render: (row) =>
            row.isLast && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Undo: ${row.isDraining ? 'drain' : 'resume'} ${row.worker}`}
                onClick={() => onUndo(row.worker, row)}
              >
                Undo
              </Button>
            ),
        },
      ]}
    />
  );
}

/** Workers of one name have the same orders: each is told once. */
function rowsOf(workers: readonly Worker[]): readonly Row[] {
  const byName = new Map(workers.map(({ id, name = id, orders = [] }) => [name, orders]));
  return [...byName]
    .flatMap(([worker, orders]) =>
      orders.map((order, n) => ({
        ...{ id: `${worker} ${n}`, worker, isLast: n === orders.length - 1 },
        ...order,
      })),
    )
    .sort((a, b) => b.at - a.at)
    .slice(0, shownMax);
}
