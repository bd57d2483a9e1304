export interface Ranked {
  readonly id: string;
  readonly rank: number;
}

/**
 * The ranks to give so that `moved` stands directly before `before` (null: at the end). `jobs` are in order. As a rule one
 * rank between two neighbours; where no number is left between them, all anew.
 */
export function ranksFor(
  jobs: readonly Ranked[],
  moved: string,
  before: string | null,
): readonly Ranked[] {
  const others = jobs.filter(({ id }) => id !== moved);
  const at = before === null ? others.length : others.findIndex(({ id }) => id === before);
  const left = others[at - 1]?.rank;
  const right = others[at]?.rank;
  const rank = between(left, right);
  const fits = (left === undefined || left < rank) && (right === undefined || rank < right);
  if (fits) return [{ id: moved, rank }];
  const ids = others.map(({ id }) => id);
  ids.splice(at, 0, moved);
  return ids.map((id, n) => ({ id, rank: n + 1 }));
}

function between(left: number | undefined, right: number | undefined): number {
  if (left === undefined) return right === undefined ? 1 : right - 1;
  return right === undefined ? left + 1 : (left + right) / 2;
}
