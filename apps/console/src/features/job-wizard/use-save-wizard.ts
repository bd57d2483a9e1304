'use client';

import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type ApiKey, client, newKey } from '../../lib/api.ts';
import { counted, formatCount, mailboxes } from '../../lib/format.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { type Piece, type Saved, saveWizard, type Stuck } from './save-wizard.ts';
import type { WizardDraftState } from './use-wizard-draft.ts';
import { wizardChanges } from './wizard-changes.ts';
import type { WizardFault } from './wizard-faults.ts';

const pieceWords: Readonly<Record<Piece, string>> = {
  job: 'Saving the job…',
  schedule: 'Saving the schedule…',
  mailboxes: 'Adding mailboxes…',
  matching: 'Matching mailboxes…',
};
const touched: ReadonlySet<string> = new Set(['readJob', 'listJobs', 'countPairs', 'listPairs']);

/** Saves a draft, tells how far it is, and leads to what comes next. */
export function useSaveWizard(state: WizardDraftState, isEdit: boolean) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const queries = useQueryClient();
  const [piece, setPiece] = useState<Piece>();
  const [stuck, setStuck] = useState<Stuck>();
  const { draft, begun, createKey } = state;
  const done = ({ job, addedCount, matchedCount, openCount }: Saved) => {
    state.forget();
    notifications.show({ message: saidOf(job.name, { isEdit, addedCount, matchedCount }) });
    const hasNew = draft.mailboxes.way !== 'none';
    const page = hasNew && openCount > 0 ? '/match' : isEdit ? '?tab=settings' : '';
    router.push(`/t/${tenant}/jobs/${job.id}${page}`);
  };
  const save = async (isOver = false) => {
    setStuck(undefined);
    setPiece('job');
    const path = { tenant, job: begun?.id ?? '' };
    const before = async () => {
      if (begun === undefined) return undefined;
      const latest = await client.call('readJob', { path });
      return { begun: isOver ? { ...begun, revision: latest.revision } : begun, latest };
    };
    try {
      const context = { tenant, api: client, newKey, createKey, onPiece: setPiece };
      const result = await saveWizard(draft, await before(), context);
      if (result.kind === 'saved') return done(result);
      setStuck(result);
      if (result.job !== undefined && result.piece !== 'job') state.begin(result.job);
    } catch (error) {
      setStuck({
        kind: 'stuck',
        piece: 'job',
        step: 'summary',
        field: undefined,
        error,
        job: begun,
      });
    } finally {
      setPiece(undefined);
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => touched.has((queryKey as unknown as ApiKey)[0]),
      });
    }
  };
  return {
    ...{ stuck, save: () => save() },
    isSaving: piece !== undefined,
    words: piece === undefined ? '\u00a0' : pieceWords[piece],
    saveOver: isEdit ? () => void save(true) : undefined,
    refusalOf(faults: readonly WizardFault[]): string | undefined {
      if (faults.length > 0) return `${counted(faults.length, 'thing')} to mend first, see above`;
      const hasNothing =
        isEdit && begun !== undefined && wizardChanges(begun, draft, (id) => id).length === 0;
      return hasNothing && stuck === undefined ? 'Nothing is changed yet' : undefined;
    },
  };
}

function saidOf(
  name: string,
  done: Pick<Saved, 'addedCount' | 'matchedCount'> & { readonly isEdit: boolean },
): string {
  const { addedCount, matchedCount, isEdit } = done;
  return [
    `${name} is ${isEdit ? 'saved' : 'made'}`,
    ...(addedCount === 0 ? [] : [`${mailboxes(addedCount)} added`]),
    ...(matchedCount === 0 ? [] : [`${formatCount(matchedCount)} matched`]),
  ].join(', ');
}
