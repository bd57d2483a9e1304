import { type PairSelection, selectionIdsMax } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { inParts } from './in-parts.ts';

const answerTo = (selection: PairSelection) => {
  const ids = 'ids' in selection ? selection.ids : [];
  const refused = ids.slice(0, 1).map((id) => ({ id, source: id, code: 'x', message: 'No' }));
  return { done: ids.length - 1, unchanged: 0, refused, refusedMore: 2 };
};

describe('what is done with many mailboxes', () => {
  it('is one request as long as it can be', async () => {
    const asked: PairSelection[] = [];
    const matching = { matching: { q: 'anna' } };
    for (const selection of [matching, { ids: ['a', 'b'] }]) {
      await inParts(selection, (part) => {
        asked.push(part);
        return Promise.resolve(answerTo(part));
      });
    }
    expect(asked).toEqual([matching, { ids: ['a', 'b'] }]);
  });

  it('is several beyond that, each mailbox in one of them, and one answer', async () => {
    const ids = Array.from({ length: 2 * selectionIdsMax + 3 }, (_, n) => `p${n}`);
    const asked: string[] = [];
    const sum = await inParts({ ids }, (part) => {
      if ('ids' in part) asked.push(...part.ids);
      return Promise.resolve(answerTo(part));
    });
    expect(asked).toEqual(ids);
    expect(sum).toMatchObject({ done: ids.length - 3, unchanged: 0, refusedMore: 6 });
    expect(sum.refused.map(({ id }) => id)).toEqual(['p0', 'p5000', 'p10000']);
  });
});
