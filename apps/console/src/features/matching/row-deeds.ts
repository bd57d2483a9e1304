import type { MatchRow, PlanRow } from '@mailhaul/contracts';
import {
  type Decision,
  type Decisions,
  deedOf,
  type RowDeed,
  rowDeeds,
  targetOf,
} from './match-draft.ts';

export const deedLabels: Readonly<Record<RowDeed, string>> = {
  later: 'Decide later',
  match: 'Migrate to existing',
  create: 'Create user with mailbox',
  enable: 'Enable mailbox for a user',
  leave: 'Don’t migrate',
};

export function labelOf(row: MatchRow, deed: RowDeed): string {
  return deed === 'later' && row.current !== undefined ? 'Keep its target' : deedLabels[deed];
}

/** Whether users of the target can be made or changed at all. */
export interface Means {
  readonly hasDirectory: boolean;
}

/** Why that makes no sense for this row now; the gateway decides, this says it before. */
export function deedRefusal(row: MatchRow, deed: RowDeed, means: Means): string | undefined {
  if (deed === (row.plan ?? 'later')) return undefined;
  if (row.reason === 'being-created') return 'its target is being made';
  const isRunning = row.status === 'running';
  switch (deed) {
    case 'later':
      return undefined;
    case 'match':
    case 'leave':
      return isRunning ? 'it is running: hold it first' : undefined;
    case 'create':
    case 'enable':
      if (row.current !== undefined) return 'it has a target: unmatch it first';
      return means.hasDirectory ? undefined : 'the target connection has no directory';
  }
}

export interface BulkDeed {
  readonly deed: RowDeed;
  /** For whom it would be decided. */
  readonly ids: readonly string[];
  /** Why not for the others, or for nobody. */
  readonly reason: string | undefined;
}

/** What may be decided for all these rows at once. */
export function bulkDeeds(
  rows: readonly MatchRow[],
  decisions: Decisions,
  means: Means,
): readonly BulkDeed[] {
  return rowDeeds.map((deed) => {
    const ids: string[] = [];
    const reasons = new Set<string>();
    for (const row of rows) {
      const reason = bulkRefusal(row, deed, { decision: decisions[row.id], means });
      if (reason === undefined) ids.push(row.id);
      else reasons.add(reason);
    }
    return { deed, ids, reason: reasons.size === 0 ? undefined : [...reasons].join('; ') };
  });
}

function bulkRefusal(
  row: MatchRow,
  deed: RowDeed,
  { decision, means }: { readonly decision: Decision | undefined; readonly means: Means },
): string | undefined {
  const hasTarget = targetOf(row, { ...decision, deed: 'match' }).trim() !== '';
  if (deed === 'match' && !hasTarget) return 'no mailbox was found for it: type its target';
  return deedRefusal(row, deed, means);
}

/** What is to be asked of the server, so that each row becomes what was decided. */
export interface PlanWishes {
  readonly create: readonly string[];
  readonly enable: readonly string[];
  /** Users that were named, each for one row. */
  readonly enableUser: Readonly<Record<string, string>>;
  readonly leave: readonly string[];
  /** Planned so far, and not any more. */
  readonly takeAgain: readonly string[];
}

export function planWishesOf(rows: readonly MatchRow[], decisions: Decisions): PlanWishes {
  const userOf = ({ id }: MatchRow) => decisions[id]?.user?.trim() ?? '';
  const changed = (deed: RowDeed) =>
    rows.filter((row) => (row.plan ?? 'later') !== deed && deedOf(row, decisions[row.id]) === deed);
  const named = rows.filter(
    (row) => userOf(row) !== '' && deedOf(row, decisions[row.id]) === 'enable',
  );
  const ids = (some: readonly MatchRow[]) => some.map(({ id }) => id);
  return {
    create: ids(changed('create')),
    enable: ids(changed('enable').filter((row) => userOf(row) === '')),
    enableUser: Object.fromEntries(named.map((row) => [row.id, userOf(row)])),
    leave: ids(changed('leave')),
    takeAgain: ids(changed('later').filter(({ plan }) => plan !== undefined)),
  };
}

export function planCount(wishes: PlanWishes): number {
  const { create, enable, enableUser, leave, takeAgain } = wishes;
  const named = Object.keys(enableUser).length;
  return create.length + enable.length + named + leave.length + takeAgain.length;
}

/** Rows that no rule found anything for, and nobody decided on: they may all get users at once. */
export function openRows(rows: readonly MatchRow[], decisions: Decisions): readonly MatchRow[] {
  return rows
    .filter((row) => row.result === 'missing' || row.result === 'unmatched')
    .filter((row) => deedOf(row, decisions[row.id]) === 'later' && row.current === undefined);
}

/** Of rows that are to be made: what the preview says of each. */
export type PlanRows = ReadonlyMap<string, PlanRow>;

/** Live, as decided: found by rules, and what becomes of the rest. */
export function summaryOf(rows: readonly MatchRow[], decisions: Decisions): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const words = wordsOf(row, deedOf(row, decisions[row.id]));
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const order = [...Object.values(resultWords), keptWords, madeWords, leftWords];
  return order.flatMap((words) => {
    const count = counts.get(words) ?? 0;
    return count === 0 ? [] : [`${count.toLocaleString('en-GB')} ${words}`];
  });
}

function wordsOf(row: MatchRow, deed: RowDeed): string {
  if (deed === 'leave') return leftWords;
  if (deed === 'create' || deed === 'enable') return madeWords;
  return deed === 'later' && row.current !== undefined ? keptWords : resultWords[row.result];
}

const keptWords = 'with a target that they keep';
const madeWords = 'to be created';
const leftWords = 'not to be migrated';

const resultWords: Readonly<Record<MatchRow['result'], string>> = {
  matched: 'found',
  missing: 'not there yet',
  ambiguous: 'with several',
  conflict: 'taken',
  unmatched: 'without one',
};
