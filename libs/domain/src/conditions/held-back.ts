import type { ConditionsPreview } from './preview-conditions.ts';

/**
 * Why nobody may leave now: the source told of a part of its mailboxes, or of none at all (`incomplete`), or more rows would leave
 * than a person has seen and than half of those that conditions brought (`too-many-leave`). Undefined: they may.
 */
export type HeldBack = 'incomplete' | 'too-many-leave';

/** A directory that suddenly answers with almost nothing must not empty a job. */
export function heldBack(
  { staying, leaving }: ConditionsPreview,
  {
    knownCount,
    isWhole,
    leavingMax = 0,
  }: {
    readonly knownCount: number;
    readonly isWhole: boolean;
    /** As many a person has seen leaving, and wants so. */
    readonly leavingMax?: number | undefined;
  },
): HeldBack | undefined {
  if (leaving.length === 0) return undefined;
  if (!isWhole || knownCount === 0) return 'incomplete';
  const byConditions = [...staying, ...leaving].filter(({ row }) => row.isByHand !== true);
  const free = Math.floor(byConditions.length / 2);
  return leaving.length > Math.max(free, leavingMax) ? 'too-many-leave' : undefined;
}
