import { describe, expect, it } from 'vitest';
import { addressOfPattern, faultOfPattern } from './address-pattern.ts';
import { automatch, type MatchRule, type SourceMailbox, type TargetMailbox } from './automatch.ts';

const source = (pairId: string, address: string, more: Partial<SourceMailbox> = {}) => ({
  ...{ pairId, address },
  ...more,
});
const target = (address: string, more: Partial<TargetMailbox> = {}): TargetMailbox => ({
  ...{ address, aliases: [], name: '' },
  ...more,
});
const usual: readonly MatchRule[] = [
  { by: 'id' },
  { by: 'address' },
  { by: 'local-part' },
  { by: 'name' },
];
const pattern = (text: string): MatchRule => ({
  by: 'pattern',
  targetOf: (mailbox) => addressOfPattern(text, mailbox),
});

describe('automatch', () => {
  it.each([
    ['id', source('p', 'ann@old', { id: 'x:1' }), target('a.meyer@new', { id: 'x:1' }), 'certain'],
    ['address', source('p', 'Ann@old'), target('ann@OLD'), 'certain'],
    ['address', source('p', 'ann@old'), target('x@new', { aliases: ['ann@old'] }), 'certain'],
    ['local-part', source('p', 'ann@old'), target('ANN@new'), 'likely'],
    [
      'name',
      source('p', 'am@old', { name: 'Anna  Meyer' }),
      target('x@new', { name: 'Meyer, anna' }),
      'weak',
    ],
  ] as const)('by %s', (...[by, one, other, confidence]) => {
    const targets = [target('bob@new', { name: 'Bob', id: 'x:2' }), other];
    expect(automatch([one], targets, usual)).toEqual([
      {
        ...{ pairId: 'p', result: 'matched', target: other.address, by, confidence },
        ...(other.id === undefined ? {} : { targetId: other.id }),
      },
    ]);
  });

  it('takes the first rule that finds any, and names all that would do', () => {
    const targets = [target('ann@a'), target('ann@b'), target('x@new', { name: 'Ann' })];
    const [proposal] = automatch([source('p', 'ann@old', { name: 'Ann' })], targets, usual);
    expect(proposal).toEqual({
      ...{ pairId: 'p', result: 'ambiguous', by: 'local-part' },
      targets: [{ address: 'ann@a' }, { address: 'ann@b' }],
    });
  });

  it('gives no mailbox to two', () => {
    const sources = [source('p', 'ann@old'), source('q', 'ann@older')];
    expect(automatch(sources, [target('ann@new')], usual)).toEqual([
      { pairId: 'p', result: 'conflict', target: 'ann@new' },
      { pairId: 'q', result: 'conflict', target: 'ann@new' },
    ]);
  });

  it('checks a pattern against the directory, where there is one', () => {
    const rules = [pattern('{localpart}@new')];
    const sources = [source('p', 'ann@old'), source('q', 'bob@old')];
    expect(automatch(sources, [target('ann@new')], rules)).toEqual([
      { pairId: 'p', result: 'matched', target: 'ann@new', by: 'pattern', confidence: 'likely' },
      { pairId: 'q', result: 'missing', target: 'bob@new' },
    ]);
    const [unchecked] = automatch(sources, undefined, rules);
    expect(unchecked).toMatchObject({ target: 'ann@new', confidence: 'unchecked' });
  });

  it('says nothing of a mailbox that no rule knows', () => {
    expect(automatch([source('p', 'ann@old')], [target('bob@new')], usual)).toEqual([
      { pairId: 'p', result: 'unmatched' },
    ]);
    // Without a name a mailbox is not everybody else's without one.
    expect(automatch([source('p', 'x@old')], [target('y@new')], usual)).toEqual([
      { pairId: 'p', result: 'unmatched' },
    ]);
  });
});

describe('patterns', () => {
  it.each([
    ['{localpart}@new.example', 'ann@old', 'ann@new.example'],
    ['{localpart}.{domain}@x', 'ann@old', 'ann.old@x'],
    ['{address}', 'ann', 'ann'],
    ['{localpart}@{domain}', 'ann', undefined],
  ])('%s of %s', (text, address, made) => {
    expect(faultOfPattern(text)).toBeUndefined();
    expect(addressOfPattern(text, { pairId: 'p', address })).toBe(made);
  });

  it.each(['{name}@x', '{localpart@x', 'a b{localpart}', 'all@new', '{domain}@x'])(
    'refuses %s',
    (text) => {
      expect(faultOfPattern(text)).toBeTypeOf('string');
    },
  );
});
