'use client';

import { Group } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { rowCount } from '../../lib/csv-lines.ts';
import { counted, formatCount } from '../../lib/format.ts';
import type { CsvCheck } from './use-csv-check.ts';

/** What taking the lines would do. */
export function CsvState({ csv, check }: { csv: string; check: CsvCheck }) {
  const { isPending, counts } = check;
  const isEmpty = csv.trim() === '';
  return (
    <div role="status" className="num">
      {isEmpty && <span className="muted">{'\u00a0'}</span>}
      {!isEmpty && isPending && (
        <span className="muted">Checking {counted(rowCount(csv), 'line')}…</span>
      )}
      {!isEmpty && counts !== undefined && (
        <Group gap={6}>
          <CircleCheck size={15} color="var(--mh-green)" aria-hidden />
          {formatCount(counts.added)} to add, {formatCount(counts.updated)} to update,{' '}
          {formatCount(counts.unchanged)} as they are
          {counts.belowRoot > 0 && (
            <span className="muted">· {formatCount(counts.belowRoot)} below a folder root</span>
          )}
        </Group>
      )}
    </div>
  );
}
