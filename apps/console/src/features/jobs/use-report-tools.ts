'use client';

import type { Job } from '@mailhaul/contracts';
import { FileDown } from 'lucide-react';
import { client } from '../../lib/api.ts';
import type { ToolGroup } from '../../ui/toolbar/tool.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { useChosenPairs } from '../pairs/chosen-pairs.tsx';
import { chooseOne } from '../pairs/chosen-refusal.ts';

/** Files with figures: of all jobs, of this one, of one mailbox. */
export function useReportTools(job: Job): ToolGroup {
  const { id: tenant } = useTenant();
  const { pairs = [], count = 0 } = useChosenPairs() ?? {};
  const pair = count === 1 ? pairs[0] : undefined;
  const load = (href: string) => ({ kind: 'load', href }) as const;
  return {
    label: 'Reports',
    tools: [
      {
        ...{ id: 'overall', label: 'Overall', name: 'Overall report: all jobs', icon: FileDown },
        does: load(client.url('overallReport', { path: { tenant } })),
      },
      {
        ...{ id: 'job-report', label: 'Job', name: 'Job report', icon: FileDown },
        does: load(client.url('jobReport', { path: { tenant, job: job.id } })),
      },
      {
        ...{ id: 'pair-report', label: 'Mailbox', name: 'Mailbox report', icon: FileDown },
        refusal: pair === undefined ? chooseOne : undefined,
        does: load(
          pair === undefined ? '' : client.url('pairReport', { path: { tenant, pair: pair.id } }),
        ),
      },
    ],
  };
}
