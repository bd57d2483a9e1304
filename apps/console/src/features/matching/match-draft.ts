import type { MatchRow } from '@mailhaul/contracts';

/** What a row may become; `later`: nothing now, it stays as it is or without a plan. */
export const rowDeeds = ['later', 'match', 'create', 'enable', 'leave'] as const;
export type RowDeed = (typeof rowDeeds)[number];

/** What a person decided about one mailbox; absent fields are as proposed. */
export interface Decision {
  readonly deed?: RowDeed;
  readonly target?: string;
  /** With `enable`: short name or address of the user that is there; empty: by the creation settings. */
  readonly user?: string;
}

export type Decisions = Readonly<Record<string, Decision>>;

export interface MatchWish {
  readonly id: string;
  readonly target: string;
  readonly matchedBy: 'typed' | 'picked' | 'automatic' | 'pattern';
  /** Of the directory that has it. */
  readonly targetId?: string;
}

/** As a person decided here, else as it is planned, else a match where one was found that is sure. */
export function deedOf(row: MatchRow, decision: Decision | undefined): RowDeed {
  if (decision?.deed !== undefined) return decision.deed;
  if (row.plan !== undefined) return row.plan;
  // What has a target keeps it until a person says otherwise.
  return isSure(row) && row.current === undefined ? 'match' : 'later';
}

function isSure({ result, confidence }: MatchRow): boolean {
  return result === 'matched' && confidence !== 'weak';
}

/** The target that stands in a row's field: what was typed, what it has, or what was found. */
export function targetOf(row: MatchRow, decision: Decision | undefined): string {
  const found = row.result === 'matched' ? (row.target ?? '') : '';
  if (decision?.target !== undefined) return decision.target;
  if (deedOf(row, decision) === 'match' && found !== '') return found;
  return row.current ?? found;
}

/** What is to be matched now. */
export function wishesOf(rows: readonly MatchRow[], decisions: Decisions): readonly MatchWish[] {
  return rows.flatMap((row) => {
    const decision = decisions[row.id];
    const target = targetOf(row, decision).trim();
    if (deedOf(row, decision) !== 'match' || target === '' || target === row.current) return [];
    const targetId = candidatesOf(row).find(({ address }) => address === target)?.id;
    const known = targetId === undefined ? {} : { targetId };
    return [{ id: row.id, target, matchedBy: originOf(row, target), ...known }];
  });
}

/** Mailboxes of the target that may be picked for the row: what was found, also where another has it or several would do. */
export function candidatesOf({ result, target, targetId: id, targets = [] }: MatchRow) {
  const isThere = (result === 'matched' || result === 'conflict') && target !== undefined;
  return isThere ? [{ address: target, id }, ...targets] : targets;
}

function originOf(row: MatchRow, target: string): MatchWish['matchedBy'] {
  if (row.result === 'matched' && target === row.target) {
    return row.by === 'pattern' ? 'pattern' : 'automatic';
  }
  return candidatesOf(row).some(({ address }) => address === target) ? 'picked' : 'typed';
}
