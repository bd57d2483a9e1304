'use client';

import type { PairAction, PairActionResult, PairSelection } from '@mailhaul/contracts';
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { counted, mailboxes } from '../../lib/format.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { ActionResult } from './action-result.tsx';
import { type PairDeed, pairDeeds } from './pair-actions.ts';

export interface Chosen {
  readonly selection: PairSelection;
  /** How it is called in a sentence: an address, or `12 mailboxes`. */
  readonly what: string;
}

const pastWords: Readonly<Record<PairAction, string>> = {
  start: 'started',
  delta: 'asked for a delta',
  'retry-failed': 'asked to try failed items again',
  'move-duplicates': 'asked to set duplicates aside',
  unmatch: 'left without a target',
  hold: 'held',
  release: 'released',
  'set-priority': 'given another priority',
  reset: 'reset',
  remove: 'removed',
};

/** Does something with mailboxes, asking before what cannot be taken back, and says what became of each. */
export function usePairDeed(job: string, onDone: () => void) {
  const { id: tenant } = useTenant();
  const act = useDeed('actOnPairs', {
    touches: ['readJob', 'listJobs', 'countPairs', 'readPair'],
    onDone,
  });
  const send = (action: PairAction, { selection }: Chosen, priority?: number) =>
    act.mutate(
      {
        path: { tenant, job },
        body: { action, selection, ...(priority === undefined ? {} : { priority }) },
      },
      { onSuccess: (result) => tell(action, result) },
    );
  const run = (action: PairAction, chosen: Chosen, priority?: number) => {
    const deed: PairDeed | undefined = pairDeeds.find((one) => one.action === action);
    if (deed?.warns === undefined) return send(action, chosen, priority);
    modals.openConfirmModal({
      title: `${deed.label}: ${chosen.what}`,
      children: <Text size="sm">{deed.warns(chosen.what)}</Text>,
      labels: { confirm: `${deed.label}: ${chosen.what}`, cancel: 'Cancel' },
      confirmProps: { color: 'red', style: { maxWidth: 280 } },
      onConfirm: () => send(action, chosen, priority),
    });
  };
  return { run, isPending: act.isPending };
}

function tell(action: PairAction, result: PairActionResult): void {
  const refused = result.refused.length + result.refusedMore;
  const said = `${mailboxes(result.done)} ${pastWords[action]}`;
  if (refused === 0) {
    const same =
      result.unchanged === 0 ? '' : `, ${counted(result.unchanged, 'was', 'were')} so already`;
    notifications.show({ message: said + same });
    return;
  }
  modals.open({
    title: `${said}, ${counted(refused, 'refusal')}`,
    size: 640,
    children: <ActionResult result={result} />,
  });
}
