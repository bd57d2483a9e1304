'use client';

import type { Job } from '@mailhaul/contracts';
import { ActionIcon, Menu } from '@mantine/core';
import { ArrowDown, ArrowUp, Ellipsis } from 'lucide-react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

/** Gives a job an earlier or later turn. */
export function JobOrderMenu({ job, jobs }: { job: Job; jobs: readonly Job[] }) {
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const move = useDeed('moveJob', { touches: ['listJobs'] });
  const at = jobs.findIndex(({ id }) => id === job.id);
  const moveBefore = (before: Job | undefined) =>
    move.mutate({ path: { tenant, job: job.id }, body: { before: before?.id ?? null } });
  if (refusal !== undefined || jobs.length < 2) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Order of ${job.name}`}>
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<ArrowUp size={14} />}
          disabled={at <= 0}
          onClick={() => moveBefore(jobs[at - 1])}
        >
          Move up: earlier turn
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowDown size={14} />}
          disabled={at >= jobs.length - 1}
          onClick={() => moveBefore(jobs[at + 2])}
        >
          Move down: later turn
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
