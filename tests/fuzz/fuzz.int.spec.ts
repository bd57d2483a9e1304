import { describe, expect, it } from 'vitest';
import { type FuzzTarget, fuzzOnce, fuzzTargets } from './run-fuzz.ts';

/** A short share of `npm run fuzz`, always the same. */
const seedCount: Readonly<Record<FuzzTarget, number>> = { wire: 400, session: 60, files: 400 };

describe('bytes that nobody thought of', () => {
  it.each(fuzzTargets)(
    '%s: no crash, no hang, the same result however they are cut',
    async (target) => {
      const found = await Promise.all(
        Array.from({ length: seedCount[target] }, (_, at) => fuzzOnce(target, at + 1)),
      );
      expect(found.filter((one) => one !== undefined)).toEqual([]);
    },
  );
});
