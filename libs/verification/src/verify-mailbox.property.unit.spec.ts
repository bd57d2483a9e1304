import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TwoSides, message } from './spec-support/two-sides.ts';
import type { FindingKind, Grade } from './verify-mailbox.ts';

const flagNames = ['\\Seen', '\\Flagged', 'Work', '$label1'];

/** Few texts and dates: twins, near twins and equal sizes abound. */
const items = fc.array(
  fc.record({
    text: fc.constantFrom('a', 'b', 'c', 'longer', 'other!'),
    date: fc.integer({ min: 1, max: 4 }),
    flags: fc.subarray(flagNames),
  }),
  { minLength: 1, maxLength: 25 },
);

type Mutation = 'delete' | 'twin' | 'flip' | 'redate' | 'unflag' | 'flag';

const namedAs: Record<Mutation, { kind: FindingKind; grade: Grade }> = {
  delete: { kind: 'missing', grade: 'Poor' },
  twin: { kind: 'extra-twin', grade: 'Investigate' },
  flip: { kind: 'bytes-differ', grade: 'Investigate' },
  redate: { kind: 'date-differs', grade: 'Investigate' },
  unflag: { kind: 'flags-differ', grade: 'Good' },
  flag: { kind: 'flags-differ', grade: 'Good' },
};

describe('verifyMailbox over random sets', () => {
  it('is Perfect over any equal sides in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        items,
        fc.boolean(),
        fc.infiniteStream(fc.nat(99)),
        async (set, isDeep, order) => {
          const sides = new TwoSides();
          const [source, target] = [sides.source, sides.target].map((side) =>
            side.ensureFolder(['X']),
          );
          const made = set.map(({ text, date, flags }) => message(text, date, flags));
          for (const item of made) source?.add(item);
          const shuffled = made.map((item) => ({ item, at: order.next().value as number }));
          for (const { item } of shuffled.sort((a, b) => a.at - b.at)) target?.add(item);
          const report = await sides.verify({ isDeep });
          expect(report).toMatchObject({ grade: 'Perfect', findings: [] });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('names every single mutation, once, by an item of the mutated kind, and nothing else', async () => {
    const mutations = fc.constantFrom(...(Object.keys(namedAs) as Mutation[]));
    await fc.assert(
      fc.asyncProperty(items, fc.nat(), mutations, async (set, pick, mutation) => {
        const sides = new TwoSides();
        sides.fill(
          ['X'],
          set.map(({ text, date, flags }) => message(text, date, flags)),
        );
        const folder = sides.target.ensureFolder(['X']);
        const at = pick % set.length;
        const victim = set[at] ?? { text: '', date: 0, flags: [] as string[] };
        const targetId = at + 2;
        const { text, date, flags } = victim;
        const extra = [...flags, '\\Answered'];
        if (mutation !== 'twin' && !mutation.endsWith('flag')) folder.remove(targetId);
        if (mutation === 'twin') folder.add(message(text, date, flags));
        if (mutation === 'flip') folder.add(message(text.replace(/.$/, '?'), date, flags));
        if (mutation === 'redate') folder.add(message(text, date + 10, flags));
        if (mutation === 'flag') folder.setFlags(targetId, extra);
        if (mutation === 'unflag') folder.setFlags(targetId, flags.slice(1));
        const isDeep = mutation === 'flip' || pick % 2 === 0;
        const report = await sides.verify({ isDeep });
        const isNone = mutation === 'unflag' && flags.length === 0;
        expect(report.grade).toBe(isNone ? 'Perfect' : namedAs[mutation].grade);
        expect(report.findings.map(({ kind }) => kind)).toEqual(
          isNone ? [] : [namedAs[mutation].kind],
        );
        for (const finding of report.findings) {
          expect(finding).toMatchObject({ sourcePath: ['X'], targetPath: ['X'] });
          const named = set[(finding.sourceId ?? at + 1) - 1];
          expect({ text: named?.text, date: named?.date }).toEqual({ text, date });
        }
      }),
      { numRuns: 400 },
    );
  });
});
