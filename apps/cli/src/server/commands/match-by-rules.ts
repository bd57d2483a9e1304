import type { MatchPreview, MatchRow, MatchRuleInput, PairActionResult } from '@mailhaul/contracts';
import type { Server } from '../session/open-server.ts';

export interface RuleMatching {
  readonly rules: readonly MatchRuleInput[];
  readonly isSure: (row: MatchRow) => boolean;
  readonly dryRun: boolean;
}

export interface MatchedByRules {
  readonly rows: readonly MatchRow[];
  readonly directory: MatchPreview['directory'];
  readonly words: string | undefined;
  readonly sureCount: number;
  readonly result: PairActionResult;
}

/** Looks at all mailboxes of the job without a target, an answer after the other, and matches those that are sure. */
export async function matchSure(
  api: Pick<Server['api'], 'call'>,
  path: { readonly tenant: string; readonly job: string },
  { rules, isSure, dryRun }: RuleMatching,
): Promise<MatchedByRules> {
  const rows: MatchRow[] = [];
  let result: PairActionResult = { done: 0, unchanged: 0, refused: [], refusedMore: 0 };
  let sureCount = 0;
  for (;;) {
    // What was matched is not among those without a target any more.
    const skip = rows.length - result.done;
    const found = await api.call('previewMatches', { path, body: { rules: [...rules], skip } });
    rows.push(...found.rows);
    const matches = found.rows.filter(isSure).map(asMatch);
    sureCount += matches.length;
    if (!dryRun && matches.length > 0) {
      result = sumOf(result, await api.call('matchPairs', { path, body: { matches } }));
    }
    const { directory, words } = found;
    if (found.moreCount === 0) return { rows, directory, words, sureCount, result };
  }
}

function asMatch({ id, by, target = '', targetId }: MatchRow) {
  const matchedBy = by === 'pattern' ? ('pattern' as const) : ('automatic' as const);
  return { id, target, matchedBy, ...(targetId === undefined ? {} : { targetId }) };
}

function sumOf(one: PairActionResult, other: PairActionResult): PairActionResult {
  return {
    done: one.done + other.done,
    unchanged: one.unchanged + other.unchanged,
    refused: [...one.refused, ...other.refused],
    refusedMore: one.refusedMore + other.refusedMore,
  };
}
