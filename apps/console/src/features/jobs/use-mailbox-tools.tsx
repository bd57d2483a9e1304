'use client';

import type { Job } from '@mailhaul/contracts';
import { AtSign, Link2, ListOrdered, RotateCcw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { formatCount } from '../../lib/format.ts';
import { keepMatchSelection } from '../../lib/match-scope.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import type { ToolGroup } from '../../ui/toolbar/tool.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { useChosenPairs } from '../pairs/chosen-pairs.tsx';
import { chooseFirst, chosenRefusal } from '../pairs/chosen-refusal.ts';
import { priorities, priorityHint } from '../pairs/pair-actions.ts';
import { useAddressRefresh } from '../pairs/use-address-refresh.tsx';
import { useImportTool } from './use-job-tools.tsx';

/** What may be done with mailboxes of a job: with the chosen ones, or, for matching, with all. */
export function useMailboxTools(job: Job): ToolGroup {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const viewerRefusal = useViewerRefusal(tenant);
  const chosen = useChosenPairs();
  const open = job.statuses['not-matched'] ?? 0;
  const addMailboxes = useImportTool(job);
  // What it changed comes to the table by live frames.
  const refresh = useAddressRefresh(job, () => undefined);
  const match = (scope: 'all' | 'open' | 'selected') => () => {
    if (scope === 'selected' && chosen !== undefined) keepMatchSelection(job.id, chosen.selection);
    const query = scope === 'open' ? '' : `?scope=${scope}`;
    router.push(`/t/${tenant}/jobs/${job.id}/match${query}`);
  };
  return {
    label: 'Mailboxes',
    tools: [
      addMailboxes,
      {
        ...{ id: 'match', label: 'Match', name: 'Match mailboxes', icon: Link2 },
        refusal: viewerRefusal ?? (job.pairs === 0 ? 'Add mailboxes first' : undefined),
        does: {
          kind: 'choose',
          among: [
            // Always possible: the focus comes to it when the menu opens.
            { label: 'All mailboxes', note: formatCount(job.pairs), run: match('all') },
            {
              label: 'Mailboxes without a target',
              note: formatCount(open),
              refusal: open === 0 ? 'Every mailbox has its target' : undefined,
              run: match('open'),
            },
            {
              label: 'Chosen mailboxes',
              ...(chosen === undefined ? {} : { note: formatCount(chosen.count) }),
              refusal: chosen === undefined ? chooseFirst : undefined,
              run: match('selected'),
            },
          ],
        },
      },
      {
        ...{ id: 'priority', label: 'Priority', icon: ListOrdered },
        refusal: viewerRefusal ?? chosenRefusal(chosen, 'set-priority'),
        does: {
          kind: 'choose',
          hint: priorityHint,
          among: priorities.map(({ value, label }) => ({
            label,
            run: () => chosen?.run('set-priority', value),
          })),
        },
      },
      {
        ...{ id: 'reset', label: 'Reset', icon: RotateCcw },
        refusal: viewerRefusal ?? chosenRefusal(chosen, 'reset'),
        does: { kind: 'run', run: () => chosen?.run('reset') },
      },
      {
        ...{ id: 'refresh', label: 'Refresh', name: 'Refresh email addresses', icon: AtSign },
        isPending: refresh.isPending,
        refusal:
          viewerRefusal ?? refresh.refusal ?? (chosen === undefined ? chooseFirst : undefined),
        does: { kind: 'run', run: () => chosen !== undefined && refresh.run(chosen) },
      },
    ],
  };
}
