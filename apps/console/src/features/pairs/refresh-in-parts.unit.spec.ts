import { type AddressRefresh, type PairSelection, selectionIdsMax } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { refreshInParts } from './refresh-in-parts.ts';

const answerTo = (selection: PairSelection): AddressRefresh => {
  const ids = 'ids' in selection ? selection.ids : [];
  return {
    source: { refreshed: 1, 'not-changed': ids.length - 1, missing: 0 },
    rows: ids.map((id) => ({ id, source: { was: id, result: 'not-changed' as const } })),
    words: ['Another directory'],
  };
};

describe('addresses of many mailboxes', () => {
  it('are asked for in parts, and told as one answer', async () => {
    const ids = Array.from({ length: selectionIdsMax + 2 }, (_, n) => `p${n}`);
    const asked: number[] = [];
    const answer = await refreshInParts({ ids }, (part) => {
      asked.push('ids' in part ? part.ids.length : 0);
      return Promise.resolve(answerTo(part));
    });
    expect(asked).toEqual([selectionIdsMax, 2]);
    expect(answer.rows.map(({ id }) => id)).toEqual(ids);
    expect(answer.source).toEqual({ refreshed: 2, 'not-changed': ids.length - 2, missing: 0 });
    expect(answer.target).toBeUndefined();
    expect(answer.words).toEqual(['Another directory']);
  });

  it('are one question where all are meant', async () => {
    const all = { matching: {} };
    const asked: PairSelection[] = [];
    await refreshInParts(all, (part) => {
      asked.push(part);
      return Promise.resolve(answerTo(part));
    });
    expect(asked).toEqual([all]);
  });
});
