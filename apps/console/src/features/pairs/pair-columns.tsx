'use client';

import type { Pair } from '@mailhaul/contracts';
import Link from 'next/link';
import { useCallback, useMemo } from 'react';
import { type Explanation, useExplain } from '../../lib/catalogue.tsx';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { mailboxName } from '../../lib/mailbox-kind.ts';
import { statusSentence } from '../../lib/pair-status.ts';
import { useNow } from '../../lib/use-now.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { PairMark } from '../../ui/status-mark.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Time } from '../../ui/time.tsx';
import { PairNow } from './pair-now.tsx';

/** Columns that are there until others are chosen. */
export const usualColumns = [
  'source',
  'target',
  'status',
  'now',
  'progress',
  'failed',
  'total',
  'priority',
];

type Sentence = (pair: Pair) => string;

/** Every column of the table of mailboxes; `base` is where the mailboxes' own pages stand. */
export function usePairColumns(base: string): readonly Column<Pair>[] {
  const sentence = useSentence();
  return useMemo(() => pairColumns((pair) => `${base}/${pair.id}`, sentence), [base, sentence]);
}

/** What goes on with a mailbox, in the words of the catalogue. */
export function useSentence(): Sentence {
  const now = useNow();
  const explain: (code: string) => Explanation = useExplain();
  return useCallback((pair) => statusSentence(pair, { now, explain }), [now, explain]);
}

function pairColumns(hrefOf: (pair: Pair) => string, sentence: Sentence): readonly Column<Pair>[] {
  const count = (id: 'migrated' | 'excluded' | 'failed' | 'pending' | 'total', label: string) => ({
    ...{ id, label, sort: id, isNumber: true, width: 60 },
    render: (pair: Pair) => formatCount(pair[id]),
  });
  return [
    {
      ...{ id: 'source', label: 'Mailbox', sort: 'source', width: 168, grow: 2.6 },
      render: (pair) => (
        <Link
          href={hrefOf(pair)}
          className="plain cut"
          title={pair.source}
          tabIndex={-1}
          data-opens-row=""
          // A row that scrolls by is hardly ever opened.
          prefetch={false}
        >
          {mailboxName(pair.source, pair.sourceKind)}
        </Link>
      ),
    },
    {
      ...{ id: 'status', label: 'State', sort: 'status', width: 132 },
      render: ({ status }) => <PairMark status={status} isShort />,
    },
    {
      ...{ id: 'now', label: 'What goes on', width: 196, grow: 2 },
      render: (pair) => <PairNow pair={pair} sentence={sentence(pair)} isRow />,
    },
    {
      ...{ id: 'progress', label: 'Progress', width: 108 },
      render: (pair) => (
        <ProgressBar figures={pair} label={`Progress of ${pair.source}`} hasShare />
      ),
    },
    {
      ...{ id: 'target', label: 'Matched with', sort: 'target', width: 148, grow: 2.2 },
      render: ({ target, targetKind }) =>
        target === '' ? (
          <span className="muted">–</span>
        ) : (
          <span title={target}>{mailboxName(target, targetKind)}</span>
        ),
    },
    {
      ...{ id: 'externalId', label: 'Own id', sort: 'externalId', width: 120 },
      render: ({ externalId }) => externalId ?? '–',
    },
    {
      ...{ id: 'folderRoot', label: 'Folder root', width: 140 },
      render: ({ folderRoot }) => folderRoot ?? '–',
    },
    count('migrated', 'Migrated'),
    count('excluded', 'Excluded'),
    {
      ...count('failed', 'Failed'),
      render: ({ failed }) =>
        failed === 0 ? <span className="muted">0</span> : formatCount(failed),
    },
    count('pending', 'Left'),
    count('total', 'Total'),
    {
      ...{ id: 'bytes', label: 'Copied', sort: 'bytesMigrated', isNumber: true, width: 84 },
      render: ({ bytesMigrated }) => formatBytes(bytesMigrated),
    },
    {
      ...{ id: 'priority', label: 'Priority', sort: 'priority', isNumber: true, width: 66 },
      render: ({ priority }) => priority,
    },
    {
      ...{ id: 'updated', label: 'Changed', sort: 'updatedAt', isNumber: true, width: 98 },
      render: ({ updatedAt }) => <Time at={updatedAt} />,
    },
    {
      ...{ id: 'ended', label: 'Ended', sort: 'endedAt', isNumber: true, width: 98 },
      render: ({ endedAt }) => <Time at={endedAt} />,
    },
  ];
}
