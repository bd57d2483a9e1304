'use client';

import type { MatchResult, MatchRow } from '@mailhaul/contracts';
import { Autocomplete, NativeSelect, Pagination, TextInput } from '@mantine/core';
import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  type LucideIcon,
  Split,
  UserPlus,
} from 'lucide-react';
import { useState } from 'react';
import { useExplain } from '../../lib/catalogue.tsx';
import { clickRow, isSelected, type Selection } from '../../lib/selection.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import {
  candidatesOf,
  type Decision,
  type Decisions,
  deedOf,
  type RowDeed,
  rowDeeds,
  targetOf,
} from './match-draft.ts';
import { deedRefusal, labelOf, type Means, type PlanRows } from './row-deeds.ts';
import classes from './matching.module.css';

const rowsPerPage = 100;

const looks: Readonly<Record<MatchResult, { icon: LucideIcon; colour: string; label: string }>> = {
  matched: { icon: CircleCheck, colour: 'green', label: 'Found' },
  missing: { icon: UserPlus, colour: 'orange', label: 'Not there yet' },
  ambiguous: { icon: Split, colour: 'orange', label: 'Several' },
  conflict: { icon: CircleHelp, colour: 'orange', label: 'Taken' },
  unmatched: { icon: CircleDashed, colour: 'muted', label: 'None found' },
};

interface MatchTableProps {
  readonly rows: readonly MatchRow[];
  readonly decisions: Decisions;
  readonly refused: ReadonlyMap<string, string>;
  /** Of what is to be made. */
  readonly plans: PlanRows;
  readonly means: Means;
  readonly isReadOnly: boolean;
  /** Rows that the next action is for. */
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly onDecide: (id: string, decision: Decision) => void;
}

/** A row for each source mailbox: what was found for it, and what it is to get. */
export function MatchTable(props: MatchTableProps) {
  const { rows, decisions, refused, plans, isReadOnly, means, onDecide } = props;
  const { selection, onSelection } = props;
  const [page, setPage] = useState(1);
  const pageCount = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  const at = Math.min(page, pageCount);
  const shown = rows.slice((at - 1) * rowsPerPage, at * rowsPerPage);
  return (
    <>
      <PlainTable
        label="Mailboxes to match"
        rows={shown}
        columns={[
          {
            ...{ id: 'choose', label: 'Choose', width: 44, isQuiet: true },
            render: (row) => (
              <input
                type="checkbox"
                className={classes.check}
                aria-label={`Choose ${row.source}`}
                checked={isSelected(selection, row.id)}
                readOnly
                onClick={(event) => {
                  const modifiers = { adds: true, extends: event.shiftKey };
                  const order = rows.map(({ id }) => id);
                  onSelection(clickRow(selection, row.id, { modifiers, order }));
                }}
              />
            ),
          },
          {
            ...{ id: 'source', label: 'Source mailbox', width: '26%' },
            render: (row) => (
              <span className={classes.two}>
                <span title={row.source}>{row.source}</span>
                {row.name !== undefined && row.name !== '' && <small>{row.name}</small>}
              </span>
            ),
          },
          {
            ...{ id: 'found', label: 'Found', width: 132 },
            render: ({ result }) => <Found result={result} />,
          },
          {
            ...{ id: 'deed', label: 'Action', width: 214 },
            render: (row) => (
              <NativeSelect
                aria-label={`Action for ${row.source}`}
                size="xs"
                disabled={isReadOnly}
                value={deedOf(row, decisions[row.id])}
                data={rowDeeds.map((deed) => optionOf(row, deed, means))}
                onChange={(event) =>
                  onDecide(row.id, {
                    ...decisions[row.id],
                    deed: event.currentTarget.value as RowDeed,
                  })
                }
              />
            ),
          },
          {
            ...{ id: 'target', label: 'Target mailbox', width: '26%' },
            render: (row) => (
              <Target
                {...{ row, plans, refused, onDecide }}
                {...{ isReadOnly }}
                decision={decisions[row.id]}
              />
            ),
          },
          {
            ...{ id: 'why', label: 'Why', isMinor: true },
            render: ({ words }) => (
              <span className="muted" title={words}>
                {words}
              </span>
            ),
          },
        ]}
      />
      {pageCount > 1 && (
        <Pagination mt={12} size="sm" total={pageCount} value={at} onChange={setPage} />
      )}
    </>
  );
}

function optionOf(row: MatchRow, deed: RowDeed, means: Means) {
  const refusal = deedRefusal(row, deed, means);
  const label = labelOf(row, deed);
  return refusal === undefined
    ? { value: deed, label }
    : { value: deed, label: `${label} (${refusal})`, disabled: true };
}

interface TargetProps extends Pick<
  MatchTableProps,
  'refused' | 'plans' | 'isReadOnly' | 'onDecide'
> {
  readonly row: MatchRow;
  readonly decision: Decision | undefined;
}

/** Where its mail goes, as the action has it. */
function Target({ row, decision, plans, refused, isReadOnly, onDecide }: TargetProps) {
  const deed = deedOf(row, decision);
  const planned = <Planned {...{ row, deed, plans, refused }} />;
  switch (deed) {
    case 'leave':
    case 'create':
      return planned;
    case 'enable':
      return (
        <div className={classes.user}>
          <TextInput
            aria-label={`User for ${row.source}`}
            size="xs"
            placeholder="User: by the creation settings"
            value={decision?.user ?? ''}
            disabled={isReadOnly}
            onChange={(event) =>
              onDecide(row.id, { ...decision, deed, user: event.currentTarget.value })
            }
          />
          {planned}
        </div>
      );
    case 'match':
    case 'later': {
      const target = targetOf(row, decision);
      const isMissing = deed === 'match' && target.trim() === '';
      return (
        <Autocomplete
          aria-label={`Target of ${row.source}`}
          size="xs"
          placeholder={row.result === 'missing' ? row.target : 'Address'}
          data={[...new Set(candidatesOf(row).map(({ address }) => address))]}
          value={target}
          disabled={isReadOnly || row.status === 'running'}
          error={refused.get(row.id) ?? (isMissing ? 'Type its address' : undefined)}
          onChange={(typed) => onDecide(row.id, { ...decision, deed: 'match', target: typed })}
        />
      );
    }
  }
}

/** What is made of the row, or what is in the way of it. */
function Planned({
  row,
  deed,
  plans,
  refused,
}: Pick<TargetProps, 'row' | 'plans' | 'refused'> & { deed: RowDeed }) {
  const plan = plans.get(row.id);
  if (deed === 'leave') {
    const words = row.current === undefined ? 'stays where it is' : 'its target is taken from it';
    return <span className="muted">{words}</span>;
  }
  const fault = refused.get(row.id) ?? (plan?.result === 'conflict' ? plan.words : undefined);
  if (fault !== undefined) {
    return (
      <span className={classes.fault} title={fault}>
        {fault}
      </span>
    );
  }
  const planned = plan?.planned ?? (deed === row.plan ? row.planned : undefined);
  if (planned === undefined) return <span className="muted">…</span>;
  return (
    <span className={classes.two}>
      <span title={planned.address}>{planned.address}</span>
      <small title={planned.dn}>{planned.dn}</small>
      <NotMade row={row} />
    </span>
  );
}

/** Why it was not made when it was tried, with what the server or the hook said. */
function NotMade({ row: { status, reason, serverText } }: { row: MatchRow }) {
  const explain = useExplain();
  if (status !== 'needs-you' || reason === undefined) return null;
  const { cause, whatToDo } = explain(reason);
  return (
    <span className={classes.fault} title={whatToDo}>
      {cause} {serverText !== undefined && <q>{serverText}</q>}
    </span>
  );
}

function Found({ result }: { result: MatchResult }) {
  const { icon: Icon, colour, label } = looks[result];
  return (
    <span className={classes.found}>
      <Icon size={15} color={`var(--mh-${colour})`} aria-hidden />
      {label}
    </span>
  );
}
