import { matchesMax, type PairSelection, pairActionSchema } from '@mailhaul/contracts';

/** Which mailboxes the match window is opened for; chosen ones are too many for an address. */
const keyOf = (job: string) => `mailhaul.match.${job}`;

/** Keeps what was chosen, for this tab of the browser. */
export function keepMatchSelection(job: string, selection: PairSelection): void {
  sessionStorage.setItem(keyOf(job), JSON.stringify(selection));
}

/** What was chosen when the match window was opened; undefined: nothing, or in another tab. */
export function readMatchSelection(job: string): PairSelection | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(job)) ?? '');
    // More of them than one request names are asked for part by part.
    if (areIds(kept)) return kept;
    return pairActionSchema.shape.selection.parse(kept);
  } catch {
    return undefined;
  }
}

function areIds(kept: unknown): kept is { ids: string[] } {
  if (typeof kept !== 'object' || kept === null || !('ids' in kept)) return false;
  const { ids } = kept;
  return Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string');
}

/** What to ask for, so that the mailboxes behind the first `skip` are shown, and how many chosen ones are not even asked for. */
export function matchPartOf(
  selection: PairSelection,
  skip: number,
): { readonly selection: PairSelection; readonly skip: number; readonly behind: number } {
  if (!('ids' in selection) || selection.ids.length <= matchesMax) {
    return { selection, skip, behind: 0 };
  }
  const ids = selection.ids.slice(skip, skip + matchesMax);
  const behind = Math.max(0, selection.ids.length - skip - ids.length);
  // A part is never empty: beyond the end are the first ones.
  return ids.length === 0 ? matchPartOf(selection, 0) : { selection: { ids }, skip: 0, behind };
}
