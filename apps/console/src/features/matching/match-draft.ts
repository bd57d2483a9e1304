import type { MatchRow } from '@mailhaul/contracts';

/** What a person decided about one mailbox; absent fields are as proposed. */
export interface Decision {
  readonly target?: string;
  readonly isTaken?: boolean;
}

export type Decisions = Readonly<Record<string, Decision>>;

export interface MatchWish {
  readonly id: string;
  readonly target: string;
  readonly matchedBy: 'typed' | 'picked' | 'automatic' | 'pattern';
}

/** The target that stands in a row's field. */
export function targetOf(row: MatchRow, decision: Decision | undefined): string {
  return decision?.target ?? (row.result === 'matched' ? (row.target ?? '') : '');
}

/** What is sure enough is ticked; all else waits for a person. */
export function isTaken(row: MatchRow, decision: Decision | undefined): boolean {
  if (targetOf(row, decision).trim() === '') return false;
  if (decision?.isTaken !== undefined) return decision.isTaken;
  return decision?.target !== undefined || (row.result === 'matched' && row.confidence !== 'weak');
}

/** What is to be matched now. */
export function wishesOf(rows: readonly MatchRow[], decisions: Decisions): readonly MatchWish[] {
  return rows.flatMap((row) => {
    const decision = decisions[row.id];
    if (!isTaken(row, decision)) return [];
    const target = targetOf(row, decision).trim();
    return [{ id: row.id, target, matchedBy: originOf(row, target) }];
  });
}

function originOf(row: MatchRow, target: string): MatchWish['matchedBy'] {
  if (row.result === 'matched' && target === row.target) {
    return row.by === 'pattern' ? 'pattern' : 'automatic';
  }
  return row.targets?.includes(target) ? 'picked' : 'typed';
}
