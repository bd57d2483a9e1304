'use client';

import { problemOf } from '@mailhaul/api-client';
import type { Job, MatchPreview, MatchResult, PairActionResult } from '@mailhaul/contracts';
import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatCount, mailboxes } from '../../lib/format.ts';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useAddress } from '../../lib/use-address.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { type Decisions, wishesOf } from './match-draft.ts';
import { type RuleDraft, rulesOf, usualRules } from './match-rules.ts';
import { MatchTable } from './match-table.tsx';
import { RuleFields } from './rule-fields.tsx';
import classes from './matching.module.css';

/** After the typing rests, the directories are asked. */
const settleMs = 500;

/** Rules above, what they find below, and what a person decides about it. */
export function Matcher({ job }: { job: Job }) {
  const { id: tenant } = useTenant();
  const { query, change } = useAddress();
  const scope = query.get('scope') === 'all' ? 'all' : 'open';
  const refusal = useViewerRefusal(tenant);
  const [draft, setDraft] = useState<RuleDraft>(usualRules);
  const [settled] = useDebouncedValue(draft, settleMs);
  const [decisions, setDecisions] = useState<Decisions>({});
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const preview = useDeed('previewMatches', { showsProblem: true });
  const { mutate } = preview;
  const path = { tenant, job: job.id };
  const ask = () => {
    const rules = rulesOf(settled);
    const selection = scope === 'all' ? { selection: { matching: {} } } : {};
    mutate({
      path: { tenant, job: job.id },
      body: { ...selection, ...(rules === undefined ? {} : { rules }) },
    });
  };
  useEffect(ask, [settled, scope, tenant, job.id, mutate]);

  const match = useDeed('matchPairs', {
    touches: ['readJob', 'listJobs', 'countPairs'],
    onDone: (result) => {
      setRefused(new Map(result.refused.map(({ id, message }) => [id, message])));
      setDecisions((was) => keptOf(was, result));
      notifications.show({ message: saidOf(result) });
      ask();
    },
  });
  const problem = problemOf(preview.error);
  const rows = preview.data?.rows ?? [];
  const wishes = wishesOf(rows, decisions);
  return (
    <>
      <RuleFields draft={draft} faults={problem?.faults ?? []} onChange={setDraft} />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Which mailboxes"
          value={scope}
          onChange={(value) => change({ scope: value === 'all' ? 'all' : undefined })}
          data={[
            { value: 'open', label: 'Not matched' },
            { value: 'all', label: 'All mailboxes' },
          ]}
        />
        <span role="status" className="num muted">
          {preview.isPending ? 'Asking the directories…' : summaryOf(preview.data)}
        </span>
        <ActionButton
          leftSection={<Link2 size={14} />}
          loading={match.isPending}
          refusal={
            refusal ?? (wishes.length === 0 ? 'Tick a mailbox, or type its target' : undefined)
          }
          onClick={() => match.mutate({ path, body: { matches: [...wishes] } })}
        >
          Match {wishes.length === 0 ? 'mailboxes' : mailboxes(wishes.length)}
        </ActionButton>
      </div>
      {preview.error !== null && (problem?.faults ?? []).length === 0 && (
        <ProblemNotice error={preview.error} onRetry={ask} />
      )}
      {preview.data?.words !== undefined && <p className="muted">{preview.data.words}</p>}
      {preview.data !== undefined && rows.length === 0 ? (
        <Empty icon={Link2} title="Every mailbox has its target">
          Look at all mailboxes to give one another target.
        </Empty>
      ) : (
        <MatchTable
          {...{ rows, decisions, refused }}
          onDecide={(id, decision) => setDecisions((was) => ({ ...was, [id]: decision }))}
        />
      )}
    </>
  );
}

const resultWords: Readonly<Record<MatchResult, string>> = {
  matched: 'found',
  missing: 'not there yet',
  ambiguous: 'with several',
  conflict: 'taken',
  unmatched: 'without one',
};

function summaryOf(preview: MatchPreview | undefined): string {
  if (preview === undefined) return '\u00a0';
  const told = Object.entries(resultWords).flatMap(([result, words]) => {
    const count = preview.counts[result as MatchResult];
    return count > 0 ? [`${formatCount(count)} ${words}`] : [];
  });
  if (preview.moreCount > 0) told.push(`${formatCount(preview.moreCount)} more after these`);
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

function saidOf({ done, refused, refusedMore }: PairActionResult): string {
  const refusedCount = refused.length + refusedMore;
  const matched = `${mailboxes(done)} matched`;
  return refusedCount === 0 ? matched : `${matched}, ${formatCount(refusedCount)} refused`;
}
