'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Job, MatchPreview, MatchRow, PairActionResult } from '@mailhaul/contracts';
import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedCallback, useDebouncedValue } from '@mantine/hooks';
import { KeyRound, Link2, Settings2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { mailboxes } from '../../lib/format.ts';
import { useLiveFrames } from '../../lib/live.tsx';
import { matchPartOf, readMatchSelection } from '../../lib/match-scope.ts';
import { isSelected, nothingSelected, type Selection } from '../../lib/selection.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useAddress } from '../../lib/use-address.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { InitialPasswords } from '../pairs/initial-passwords.tsx';
import type { Chosen } from '../pairs/use-pair-deed.tsx';
import { CreationForm } from './creation-form.tsx';
import { BulkDeeds } from './bulk-deeds.tsx';
import { type Decisions, deedOf, type RowDeed, wishesOf } from './match-draft.ts';
import { type RuleDraft, rulesOf, usualRules } from './match-rules.ts';
import { MatchParts } from './match-parts.tsx';
import { MatchTable } from './match-table.tsx';
import { planRequests } from './plan-requests.ts';
import { planCount, planWishesOf, summaryOf } from './row-deeds.ts';
import { RuleFields } from './rule-fields.tsx';
import { tellApplied } from './tell-applied.tsx';
import { useApply } from './use-apply.ts';
import { usePlanPreview } from './use-plan-preview.ts';
import classes from './matching.module.css';

/** After the typing rests, the directories are asked. */
const settleMs = 500;
/** And no more often than that while mailboxes are being made. */
const makingMs = 2000;

/** Rules above, what they find below, and what a person decides about it. */
export function Matcher({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { query, change } = useAddress();
  const wished = query.get('scope');
  const [chosen] = useState(() => readMatchSelection(job.id));
  const scope =
    wished === 'all' ? 'all' : wished === 'selected' && chosen !== undefined ? 'selected' : 'open';
  const [isSettling, setSettling] = useState(false);
  const [reading, setReading] = useState<Chosen>();
  const refusal = useViewerRefusal(tenant);
  const [draft, setDraft] = useState<RuleDraft>(usualRules);
  const [settled] = useDebouncedValue(draft, settleMs);
  const [decisions, setDecisions] = useState<Decisions>({});
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const [skip, setSkip] = useState(0);
  const preview = useDeed('previewMatches', { showsProblem: true });
  const { mutate } = preview;
  const meant = scope === 'selected' && chosen !== undefined ? chosen : { matching: {} };
  const part = scope === 'open' ? undefined : matchPartOf(meant, skip);
  const path = { tenant, job: job.id };
  const ask = () => {
    const rules = rulesOf(settled);
    const wishedRows =
      part === undefined ? { skip } : { selection: part.selection, skip: part.skip };
    mutate({
      path: { tenant, job: job.id },
      body: { ...wishedRows, ...(rules === undefined ? {} : { rules }) },
    });
  };
  useEffect(ask, [settled, scope, chosen, tenant, job.id, mutate, skip]);
  // They may have got less meanwhile.
  const isBehind = preview.data !== undefined && preview.data.rows.length === 0 && skip > 0;
  useEffect(() => {
    if (isBehind) setSkip(0);
  }, [isBehind]);

  const problem = problemOf(preview.error);
  const rows = preview.data?.rows ?? [];
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const chosenRows = rows.filter(({ id }) => isSelected(selection, id));
  const means = { hasDirectory: preview.data?.directory === 'directory' };
  const wishes = wishesOf(rows, decisions);
  const planWishes = planWishesOf(rows, decisions);
  const plans = usePlanPreview(job, planWishes);
  const { apply, isPending } = useApply(job, (applied) => {
    const { refused: not } = applied.result;
    setRefused(new Map(not.map(({ id, message }) => [id, message])));
    setDecisions((was) => keptOf(was, applied.result));
    tellApplied(applied, (ids) => setSelection({ kind: 'rows', ids: new Set(ids) }));
    ask();
  });
  const count = wishes.length + planCount(planWishes);
  const isMaking = planRequests(planWishes).length > 0;
  const waiting = rows.filter(
    (row) => row.planned !== undefined && deedOf(row, decisions[row.id]) === row.plan,
  );
  const now = useDeed('actOnPairs', {
    touches: ['readJob', 'listJobs', 'countPairs'],
    said: ({ done }) => `${mailboxes(done)} to get their target now`,
    onDone: ask,
  });
  // What is being made becomes a match by and by; nothing else on this page changes by itself.
  const again = useDebouncedCallback(ask, makingMs);
  useLiveFrames((frames) => {
    const isTouched = frames.some(
      (frame) =>
        frame.kind === 'reset' ||
        (frame.topic === 'pairs' && (frame.jobIds?.includes(job.id) ?? true)),
    );
    if (isTouched && now.isSuccess && waiting.length > 0) again();
  });
  const decideAll = (ids: readonly string[], deed: RowDeed) =>
    setDecisions((was) => ({
      ...was,
      ...Object.fromEntries(ids.map((id) => [id, { ...was[id], deed }])),
    }));
  return (
    <>
      <RuleFields draft={draft} faults={problem?.faults ?? []} onChange={setDraft} />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Which mailboxes"
          value={scope}
          onChange={(value) => {
            setSkip(0);
            change({ scope: value === 'open' ? undefined : value });
          }}
          data={[
            { value: 'open', label: 'Not matched' },
            ...(chosen === undefined ? [] : [{ value: 'selected', label: 'Chosen' }]),
            { value: 'all', label: 'All mailboxes' },
          ]}
        />
        <span role="status" className="num muted">
          {preview.isPending ? 'Asking the directories…' : summary(preview.data, rows, decisions)}
        </span>
        <ActionButton
          leftSection={<Link2 size={14} />}
          loading={isPending}
          refusal={refusal ?? refusalOf(count, isMaking && job.creation === undefined)}
          onClick={() => void apply(wishes, planWishes)}
        >
          {count === wishes.length ? 'Match' : 'Apply to'}{' '}
          {count === 0 ? 'mailboxes' : mailboxes(count)}
        </ActionButton>
      </div>
      <div className={classes.more}>
        <Button
          variant="default"
          size="xs"
          leftSection={<Settings2 size={14} />}
          onClick={() => setSettling(true)}
        >
          Creation settings
        </Button>
        <BulkDeeds
          {...{ decisions, means }}
          rows={chosenRows.length === 0 ? rows : chosenRows}
          isChosen={chosenRows.length > 0}
          viewerRefusal={refusal}
          onDecide={decideAll}
        />
        {chosenRows.length > 0 && (
          <Button variant="subtle" size="xs" onClick={() => setSelection(nothingSelected)}>
            Clear selection
          </Button>
        )}
        <ActionButton
          variant="default"
          size="xs"
          leftSection={<KeyRound size={14} />}
          refusal={refusal}
          onClick={() =>
            setReading(
              chosenRows.length === 0
                ? { selection: { matching: {} }, what: 'all mailboxes of the job' }
                : {
                    selection: { ids: chosenRows.map(({ id }) => id) },
                    what: mailboxes(chosenRows.length),
                  },
            )
          }
        >
          Initial passwords
        </ActionButton>
        {waiting.length > 0 && (
          <ActionButton
            variant="default"
            size="xs"
            refusal={refusal}
            loading={now.isPending}
            onClick={() =>
              now.mutate({
                path,
                body: {
                  action: 'make-target',
                  selection: { ids: waiting.map(({ id }) => id) },
                },
              })
            }
          >
            Create {mailboxes(waiting.length)} now
          </ActionButton>
        )}
      </div>
      {isMaking && plans.error !== null && <ProblemNotice error={plans.error} />}
      <InitialPasswords job={job.id} chosen={reading} onClose={() => setReading(undefined)} />
      <CreationForm job={job} isOpen={isSettling} onClose={() => setSettling(false)} />
      {preview.error !== null && (problem?.faults ?? []).length === 0 && (
        <ProblemNotice error={preview.error} onRetry={ask} />
      )}
      {preview.data?.words !== undefined && <p className="muted">{preview.data.words}</p>}
      {preview.data !== undefined && (
        <MatchParts
          count={rows.length}
          moreCount={preview.data.moreCount + (part?.behind ?? 0)}
          {...{ skip }}
          onSkip={setSkip}
        />
      )}
      {preview.data !== undefined && rows.length === 0 ? (
        <Empty icon={Link2} title="Every mailbox has its target">
          Look at all mailboxes to give one another target.
        </Empty>
      ) : (
        <MatchTable
          {...{ rows, decisions, refused }}
          plans={plans.rows}
          means={means}
          selection={selection}
          onSelection={setSelection}
          isReadOnly={refusal !== undefined}
          onDecide={(id, decision) => setDecisions((was) => ({ ...was, [id]: decision }))}
        />
      )}
    </>
  );
}

function refusalOf(count: number, isUnset: boolean): string | undefined {
  if (count === 0) return 'Choose an action for a mailbox, or type its target';
  return isUnset ? 'Give the job its creation settings first' : undefined;
}

function summary(
  preview: MatchPreview | undefined,
  rows: readonly MatchRow[],
  decisions: Decisions,
): string {
  if (preview === undefined) return '\u00a0';
  const told = summaryOf(rows, decisions);
  const nobody = preview.directory === 'none' ? ['the target has no directory to ask'] : [];
  return [...told, ...nobody].join(' · ');
}

/** What was typed for those that were refused stays. */
function keptOf(decisions: Decisions, { refused }: PairActionResult): Decisions {
  return Object.fromEntries(
    refused.flatMap(({ id }) => {
      const kept = decisions[id];
      return kept === undefined ? [] : [[id, kept]];
    }),
  );
}
