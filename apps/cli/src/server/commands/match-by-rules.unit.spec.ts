import { matchesMax, type MatchRow } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { matchSure } from './match-by-rules.ts';

/** A job whose first mailboxes are found by no rule; answers as the server does. */
function jobOf(openCount: number, sureCount: number) {
  const matched = new Set<string>();
  const ids = Array.from({ length: openCount + sureCount }, (_, n) => `p${n}`);
  const rowOf = (id: string): MatchRow => {
    const isSure = Number(id.slice(1)) >= openCount;
    const found = { result: 'matched', target: `${id}@new`, by: 'address' } as const;
    return { id, source: id, words: '', ...(isSure ? found : { result: 'unmatched' }) };
  };
  const call = (name: string, input: { body: { skip: number; matches: { id: string }[] } }) => {
    const { skip, matches } = input.body;
    if (name === 'matchPairs') {
      for (const { id } of matches) matched.add(id);
      return Promise.resolve({ done: matches.length, unchanged: 0, refused: [], refusedMore: 0 });
    }
    const open = ids.filter((id) => !matched.has(id)).slice(skip);
    const rows = open.slice(0, matchesMax).map(rowOf);
    return Promise.resolve({ directory: 'directory', rows, moreCount: open.length - rows.length });
  };
  return { matched, api: { call } as unknown as Parameters<typeof matchSure>[0] };
}

const rules = [{ by: 'address' as const }];
const isSure = ({ result }: MatchRow) => result === 'matched';
const path = { tenant: 'acme', job: 'j' };

describe('matching more mailboxes than one answer holds', () => {
  it('comes to those behind mailboxes that no rule finds, each once', async () => {
    const { matched, api } = jobOf(matchesMax + 1, 2 * matchesMax);
    const done = await matchSure(api, path, { rules, isSure, dryRun: false });
    expect(matched.size).toBe(2 * matchesMax);
    expect(done.result.done).toBe(2 * matchesMax);
    expect(new Set(done.rows.map(({ id }) => id)).size).toBe(3 * matchesMax + 1);
    expect(done.rows).toHaveLength(3 * matchesMax + 1);
  });

  it('only counts in a trial', async () => {
    const { matched, api } = jobOf(3, matchesMax);
    const done = await matchSure(api, path, { rules, isSure, dryRun: true });
    expect([done.sureCount, done.rows.length, matched.size]).toEqual([
      matchesMax,
      matchesMax + 3,
      0,
    ]);
  });
});
