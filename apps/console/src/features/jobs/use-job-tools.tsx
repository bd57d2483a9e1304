'use client';

import type { Job } from '@mailhaul/contracts';
import {
  ArrowDown,
  ArrowUp,
  FileUp,
  ListRestart,
  Pause,
  Pencil,
  Play,
  Plus,
  Trash2,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { type JobDeed, jobActions } from '../../lib/job-actions.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import type { Tool, ToolGroup } from '../../ui/toolbar/tool.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { useRunDeed } from '../schedule/use-run-deed.tsx';
import { askDeleteJob } from './delete-job.tsx';

const touches = ['readJob', 'listJobs', 'countPairs'] as const;
const jobsMax = 500;

/** What may be done with a job itself: the first group of its actions. */
export function useJobTools(job: Job): ToolGroup {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const base = `/t/${tenant}/jobs`;
  const refusal = useViewerRefusal(tenant);
  const list = useApi('listJobs', {
    path: { tenant },
    query: { limit: jobsMax, sort: 'rank' },
  });
  const jobs = list.data?.rows ?? [];
  const place = jobs.findIndex(({ id }) => id === job.id);
  const actions = jobActions(job, refusal, {
    at: place < 0 ? undefined : place,
    count: jobs.length,
  });
  const path = { tenant, job: job.id };
  const start = useRunDeed('startJob', job, tenant);
  const delta = useRunDeed('requestDelta', job, tenant);
  const pause = useDeed('pauseJob', { touches });
  const move = useDeed('moveJob', { touches: ['listJobs'] });
  const remove = useDeed('deleteJob', {
    touches: ['listJobs'],
    said: `${job.name} is deleted`,
    onDone: () => router.push(base),
  });
  const moveBefore = (before: Job | undefined) =>
    move.mutate({ path, body: { before: before?.id ?? null } });

  const of = (deed: JobDeed, rest: Pick<Tool, 'icon' | 'does'> & Partial<Tool>): Tool => ({
    id: deed,
    ...actions[deed],
    isPrimary: actions.primary === deed,
    ...rest,
  });
  const run = (does: () => void) => ({ kind: 'run', run: does }) as const;
  return {
    label: 'Job',
    tools: [
      of('start', {
        icon: Play,
        name: `${actions.start.label} migration`,
        isPending: start.isPending,
        does: run(start.run),
      }),
      of('pause', {
        icon: Pause,
        isPending: pause.isPending,
        does: run(() => pause.mutate({ path })),
      }),
      of('delta', {
        icon: ListRestart,
        name: 'Run delta migration',
        isPending: delta.isPending,
        does: run(delta.run),
      }),
      {
        ...{ id: 'new', label: 'New', name: 'New job', icon: Plus, refusal },
        does: { kind: 'go', href: `${base}/new` },
      },
      of('edit', {
        ...{ icon: Pencil, name: 'Edit job' },
        does: { kind: 'go', href: `${base}/${job.id}/edit` },
      }),
      of('delete', {
        icon: Trash2,
        name: 'Delete job',
        isDangerous: true,
        does: run(() => askDeleteJob(job, () => remove.mutate({ path, ifMatch: job.revision }))),
      }),
      of('up', {
        ...{ icon: ArrowUp, isIcon: true, name: 'Move up: earlier turn' },
        does: run(() => moveBefore(jobs[place - 1])),
      }),
      of('down', {
        ...{ icon: ArrowDown, isIcon: true, name: 'Move down: later turn' },
        does: run(() => moveBefore(jobs[place + 2])),
      }),
    ],
  };
}

/** Brings a list of mailboxes into a job. */
export function useImportTool(job: Job): Tool {
  const { id: tenant } = useTenant();
  return {
    ...{ id: 'import', label: 'Add', name: 'Add mailboxes from CSV', icon: FileUp },
    refusal: useViewerRefusal(tenant),
    does: { kind: 'go', href: `/t/${tenant}/jobs/${job.id}/import` },
  };
}
