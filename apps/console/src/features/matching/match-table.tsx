'use client';

import type { MatchResult, MatchRow } from '@mailhaul/contracts';
import { Autocomplete, Checkbox, Pagination } from '@mantine/core';
import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  type LucideIcon,
  Split,
  UserPlus,
} from 'lucide-react';
import { useState } from 'react';
import { PlainTable } from '../../ui/plain-table.tsx';
import { type Decision, type Decisions, isTaken, targetOf } from './match-draft.ts';
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
  readonly onDecide: (id: string, decision: Decision) => void;
}

/** A row for each source mailbox: what was found for it, and what it is to get. */
export function MatchTable({ rows, decisions, refused, onDecide }: MatchTableProps) {
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
            ...{ id: 'take', label: 'Match', width: 44, isQuiet: true },
            render: (row) => (
              <Checkbox
                aria-label={`Match ${row.source}`}
                checked={isTaken(row, decisions[row.id])}
                disabled={targetOf(row, decisions[row.id]).trim() === ''}
                onChange={(event) =>
                  onDecide(row.id, { ...decisions[row.id], isTaken: event.currentTarget.checked })
                }
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
            ...{ id: 'target', label: 'Target mailbox', width: '28%' },
            render: (row) => (
              <Autocomplete
                aria-label={`Target of ${row.source}`}
                size="xs"
                placeholder={row.result === 'missing' ? row.target : 'Address'}
                data={[...(row.targets ?? [])]}
                value={targetOf(row, decisions[row.id])}
                error={refused.get(row.id)}
                onChange={(target) => onDecide(row.id, { target })}
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

function Found({ result }: { result: MatchResult }) {
  const { icon: Icon, colour, label } = looks[result];
  return (
    <span className={classes.found}>
      <Icon size={15} color={`var(--mh-${colour})`} aria-hidden />
      {label}
    </span>
  );
}
