'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Job, Pair } from '@mailhaul/contracts';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { knownRevision } from '../../lib/known-revision.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { addressRefusalOf, priorities, priorityHint } from './pair-actions.ts';
import {
  type PairDraft,
  faultsByField,
  faultsStanding,
  isOtherMailbox,
  pairDraftFaults,
  pairDraftOf,
  pairInputOf,
} from './pair-draft.ts';
import classes from './pair-editor.module.css';
import { PairSideFields } from './pair-side-fields.tsx';

interface PairEditFormProps {
  readonly pair: Pair;
  readonly job: Job;
  readonly onCancel: () => void;
  readonly onTyped: () => void;
  readonly onSaved: (pair: Pair) => void;
}

/** Changes where a mailbox is, who signs in to it, and its turn. What was typed stands until it is saved. */
export function PairEditForm({ pair, job, onCancel, onTyped, onSaved }: PairEditFormProps) {
  const { id: tenant } = useTenant();
  const viewerRefusal = useViewerRefusal(tenant);
  const [begun, setBegun] = useState(pair);
  const [draft, setDraft] = useState(() => pairDraftOf(pair));
  const [sent, setSent] = useState<PairDraft>();
  const [isTried, setTried] = useState(false);
  const path = { tenant };
  const source = useApi('readConnection', {
    path: { ...path, connection: job.sourceConnectionId },
  });
  const target = useApi('readConnection', {
    path: { ...path, connection: job.targetConnectionId },
  });
  const edit = useDeed('editPair', {
    showsProblem: true,
    touches: ['readPair', 'readJob', 'countPairs'],
    onDone: onSaved,
  });
  const problem = problemOf(edit.error);
  const faults = {
    ...(sent && faultsStanding(faultsByField(problem?.faults ?? [], draft), sent, draft)),
    ...(isTried ? pairDraftFaults(draft, pair) : {}),
  };
  const set = (changes: Partial<PairDraft>) => {
    setDraft((before) => ({ ...before, ...changes }));
    onTyped();
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (viewerRefusal !== undefined || Object.keys(pairDraftFaults(draft, pair)).length > 0) return;
    setSent(draft);
    edit.mutate({
      path: { tenant, pair: pair.id },
      ifMatch: knownRevision({ begun, latest: pair }, shownOf),
      body: pairInputOf(draft, pair),
    });
  };
  const isOther = isOtherMailbox(begun, draft);
  const hasBegun = pair.passCount > 0;
  const isClash = problem?.code === 'revision-stale';
  const common = { pair, draft, faults, set, addressRefusal: addressRefusalOf(pair) };
  return (
    <form onSubmit={send} noValidate aria-label="Mailbox">
      <fieldset disabled={viewerRefusal !== undefined} className={classes.fields}>
        <div className={classes.sides}>
          <PairSideFields side="source" connection={source.data} {...common} />
          <PairSideFields side="target" connection={target.data} {...common} />
        </div>
        <p className={classes.history} data-other={isOther || undefined} role="status">
          {isOther
            ? 'Another address begins another history: the next pass matches anew what stands on the target. Mail on the former target stays.'
            : 'Another address begins another history. User names, passwords and priority keep it.'}
        </p>
        <TextInput
          label="Folder root"
          description={
            hasBegun
              ? 'What was copied stays where it went: this holds for folders that are copied from the next pass on'
              : 'All folders, the inbox as well, go below this folder of the target. Left empty: each to its own place'
          }
          placeholder="Old mail/Ann"
          autoComplete="off"
          spellCheck={false}
          value={draft.folderRoot}
          error={faults.folderRoot}
          onChange={({ currentTarget: { value } }) => set({ folderRoot: value })}
        />
        <Select
          className={classes.priority}
          label="Priority"
          description={priorityHint}
          data={priorities.map(({ value, label }) => ({ value: String(value), label }))}
          value={String(draft.priority)}
          allowDeselect={false}
          onChange={(value) => set({ priority: Number(value) })}
        />
        {edit.error !== null && (
          <ProblemNotice
            error={edit.error}
            takesFocus
            action={
              isClash && (
                <Button variant="default" onClick={() => setBegun(pair)}>
                  Keep mine and save over it
                </Button>
              )
            }
          />
        )}
      </fieldset>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <ActionButton type="submit" refusal={viewerRefusal} loading={edit.isPending}>
          Save changes
        </ActionButton>
      </Group>
    </form>
  );
}

/** What the form shows of a mailbox: a change of that is a clash, its passes are none. */
const shownOf = (pair: Pair) => [pairDraftOf(pair), pair.externalId];
