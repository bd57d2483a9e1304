'use client';

import type { PairAction, PairActionResult, PairSelection } from '@mailhaul/contracts';
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { counted, mailboxes } from '../../lib/format.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { ActionResult } from './action-result.tsx';
import { inParts } from './in-parts.ts';
import { type PairDeed, pairDeeds } from './pair-actions.ts';
import { ResetDialog } from './reset-dialog.tsx';

export type PairDeedRun = (action: PairAction, chosen: Chosen, priority?: number) => void;

interface PairDeedOptions {
  readonly onDone: () => void;
  /** Chooses these rows in the table; undefined: there is none. */
  readonly onChoose?: (ids: readonly string[]) => void;
}

export interface Chosen {
  readonly selection: PairSelection;
  /** How it is called in a sentence: an address, or `12 mailboxes`. */
  readonly what: string;
}

const resultId = 'result-of-mailboxes';
const resetId = 'reset-of-mailboxes';

/** What goes with an action. */
interface DeedDetails {
  readonly priority?: number;
  readonly withoutMatching?: true;
}

const pastWords: Readonly<Record<PairAction, string>> = {
  start: 'started',
  delta: 'asked for a delta',
  'retry-failed': 'asked to try failed items again',
  'move-duplicates': 'asked to set duplicates aside',
  unmatch: 'left without a target',
  'make-target': 'to get their target mailboxes now',
  'leave-out': 'not to be migrated',
  'take-again': 'without a plan now',
  hold: 'held',
  release: 'released',
  'set-priority': 'given another priority',
  reset: 'reset',
  remove: 'removed',
};

/** Does something with mailboxes, asking before what cannot be taken back, and says what became of each. */
export function usePairDeed(job: string, { onDone, onChoose }: PairDeedOptions) {
  const { id: tenant } = useTenant();
  const act = useDeed('actOnPairs', {
    touches: ['readJob', 'listJobs', 'countPairs', 'readPair'],
    onDone,
  });
  const send = (action: PairAction, { selection }: Chosen, more: DeedDetails = {}) => {
    void inParts(selection, (part) =>
      act.mutateAsync({ path: { tenant, job }, body: { action, selection: part, ...more } }),
    ).then(
      (result) => tell(action, result, onChoose),
      () => undefined, // It was told when it was refused.
    );
  };
  const askReset = (chosen: Chosen, warning: string) => {
    const close = () => modals.close(resetId);
    modals.open({
      modalId: resetId,
      title: `Reset: ${chosen.what}`,
      children: (
        <ResetDialog
          {...{ warning, what: chosen.what }}
          onCancel={close}
          onReset={(isMatching) => {
            close();
            send('reset', chosen, isMatching ? {} : { withoutMatching: true });
          }}
        />
      ),
    });
  };
  const run: PairDeedRun = (action, chosen, priority) => {
    const more = priority === undefined ? {} : { priority };
    const deed: PairDeed | undefined = pairDeeds.find((one) => one.action === action);
    if (deed?.warns === undefined) return send(action, chosen, more);
    if (action === 'reset') return askReset(chosen, deed.warns(chosen.what));
    modals.openConfirmModal({
      title: `${deed.label}: ${chosen.what}`,
      children: <Text size="sm">{deed.warns(chosen.what)}</Text>,
      labels: { confirm: `${deed.label}: ${chosen.what}`, cancel: 'Cancel' },
      confirmProps: { color: 'red', style: { maxWidth: 280 } },
      onConfirm: () => send(action, chosen, more),
    });
  };
  return { run, isPending: act.isPending };
}

function tell(
  action: PairAction,
  result: PairActionResult,
  onChoose: PairDeedOptions['onChoose'],
): void {
  const refused = result.refused.length + result.refusedMore;
  const said = `${mailboxes(result.done)} ${pastWords[action]}`;
  if (refused === 0) {
    const same =
      result.unchanged === 0 ? '' : `, ${counted(result.unchanged, 'was', 'were')} so already`;
    notifications.show({ message: said + same });
    return;
  }
  modals.open({
    modalId: resultId,
    title: `${said}, ${counted(refused, 'refusal')}`,
    size: 640,
    children: (
      <ActionResult
        result={result}
        onChoose={
          onChoose === undefined
            ? undefined
            : (ids) => {
                modals.close(resultId);
                onChoose(ids);
              }
        }
      />
    ),
  });
}
