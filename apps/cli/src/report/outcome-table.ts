import type { FolderNote, MailboxFinished } from '../render/run-events.schema.ts';
import { clipEnd } from '../text/clean-text.ts';
import { formatCount } from '../text/format.ts';
import { plainTable } from './plain-table.ts';

export interface MailboxOutcome {
  readonly label: string;
  readonly finished: MailboxFinished;
  readonly notes?: readonly FolderNote[];
}

/** What the columns after the first take at most, with the gaps between them. */
const numbersWidth = 59;

/** One row per mailbox with its totals over all passes, and a sum; fits `columns` from 80 up. */
export function outcomeTable(outcomes: readonly MailboxOutcome[], columns: number): string {
  const labelWidth = Math.max(12, Math.min(60, columns - 1 - numbersWidth));
  const rows = outcomes.map(({ label, finished }) => [
    clipEnd(label, labelWidth),
    ...countCells(finished.totals),
    gradeText(finished),
  ]);
  if (outcomes.length > 1) {
    const sums = outcomes.reduce((sum, { finished }) => addCounts(sum, finished.totals), noCounts);
    rows.push([clipEnd(`all ${outcomes.length} mailboxes`, labelWidth), ...countCells(sums), '']);
  }
  const head = ['Mailbox', 'migrated', 'excluded', 'failed', 'gone', 'collapsed', 'grade'];
  const right = 'right' as const;
  return plainTable(head, ['left', right, right, right, right, right, 'left'], rows);
}

/** The verification's grade, else why there is none. */
export function gradeText(finished: MailboxFinished): string {
  if (finished.verification !== null) return finished.verification.grade;
  switch (finished.end) {
    case 'completed':
      return 'not verified';
    case 'stopped':
      return 'stopped';
    case 'planned':
      return 'planned';
    case 'not-started':
      return 'not started';
    case 'failed':
    case 'superseded':
      return 'broken off';
  }
}

type Counts = Pick<
  MailboxFinished['totals'],
  'migrated' | 'excluded' | 'failed' | 'gone' | 'collapsed'
>;

const noCounts: Counts = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };

function countCells(counts: Counts): string[] {
  return [counts.migrated, counts.excluded, counts.failed, counts.gone, counts.collapsed].map(
    formatCount,
  );
}

function addCounts(a: Counts, b: Counts): Counts {
  return {
    migrated: a.migrated + b.migrated,
    excluded: a.excluded + b.excluded,
    failed: a.failed + b.failed,
    gone: a.gone + b.gone,
    collapsed: a.collapsed + b.collapsed,
  };
}
