import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cautions, cutName, spell, spellApart, unspell } from './spelling.ts';

const delimiters = ['/', '.', '^', '\\', undefined] as const;
const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });

describe('spellings', () => {
  it('are turned back, by every caution and for every delimiter', () => {
    fc.assert(
      fc.property(
        anyName,
        fc.constantFrom(...cautions),
        fc.constantFrom(...delimiters),
        (name, caution, delimiter) => {
          const spelled = spell(name, delimiter, caution);
          expect(unspell(spelled, delimiter)).toBe(name);
          if (delimiter !== undefined) expect(spelled).not.toContain(delimiter);
          expect(spelled).not.toMatch(/\p{Cc}/u);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('of two names are two, whatever the cautions', () => {
    const caution = fc.constantFrom(...cautions);
    const near = fc.string({
      unit: fc.constantFrom('a', '.', '/', '％', 'm', 'x', '2', 'e', '-', '․'),
    });
    fc.assert(
      fc.property(fc.tuple(near, near), fc.tuple(caution, caution), (names, ways) => {
        const [one, other] = names;
        fc.pre(one !== other);
        expect(spell(one, '/', ways[0])).not.toBe(spell(other, '/', ways[1]));
      }),
      { numRuns: 3000 },
    );
  });

  it('tell names apart for a server that knows no case and no composed letters', () => {
    const fold = (name: string) => name.normalize('NFC').toLowerCase();
    for (const [one, other] of [
      ['work', 'Work'],
      ['WORK', 'work'],
      ['e\u0301t', 'ét'],
      ['Straße', 'STRASSE'],
      ['İ', 'i'],
    ] as const) {
      const apart = spellApart(one, other, '/');
      expect(fold(apart)).not.toBe(fold(other));
      expect(unspell(apart, '/')).toBe(one);
    }
  });

  it('take what is awkward only where it is', () => {
    expect(spell('a.b c', '/', 'awkward')).toBe('a․b c');
    expect(spell(' a ', '/', 'awkward')).toBe('％x20-a％x20-');
    expect(spell('..', '/', 'awkward')).toBe('％x2e-％x2e-');
    expect(spell('-x-~', '/', 'awkward')).toBe('％x2d-x-~');
    expect(spell('Ärger 1', '/', 'all')).toBe('％xc4-rger 1');
    expect(spell('tmp', '/', 'all')).toBe('％x74-mp');
  });

  it('leave alone what only looks like them', () => {
    expect(unspell('100％ sure', '/')).toBe('100％ sure');
    expect(unspell('％xfffffff-', '/')).toBe('％xfffffff-');
  });
});

describe('a name that is too long', () => {
  it('is cut to fit, and two of one beginning stay two', () => {
    const lengthOf = (name: string) => Buffer.byteLength(name);
    const one = cutName(`${'ä'.repeat(300)}1`, 60, lengthOf);
    const other = cutName(`${'ä'.repeat(300)}2`, 60, lengthOf);
    expect(lengthOf(one)).toBeLessThanOrEqual(60);
    expect(one).toMatch(/^ä+~[0-9a-f]{16}$/u);
    expect(one).not.toBe(other);
    expect(cutName('short', 60, lengthOf)).toBe('short');
  });
});
