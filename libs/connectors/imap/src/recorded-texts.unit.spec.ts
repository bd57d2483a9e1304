import { describe, expect, it } from 'vitest';
import { judged, recordedTexts } from './spec-support/recorded-texts.ts';

const all = recordedTexts();
const half = (name: 'rules' | 'held-out') => all.filter((recorded) => recorded.half === name);

/** What is taken for something else, as `what was said: what we make of it, and what it means`. */
function misjudged(recorded: typeof all): string[] {
  return recorded
    .filter((one) => judged(one) !== one.meaning)
    .map((one) => `${one.on} ${one.text}: ${judged(one)}, not ${one.meaning}`);
}

describe('what real servers say', () => {
  it('at least 500 texts with their sources, at least 300 of these from at least 250 public threads', () => {
    const threads = all.filter(({ isFromThread }) => isFromThread);
    expect(new Set(all.map(({ text }) => text)).size).toBeGreaterThanOrEqual(500);
    expect(new Set(threads.map(({ text }) => text)).size).toBeGreaterThanOrEqual(300);
    expect(new Set(threads.map(({ source }) => source)).size).toBeGreaterThanOrEqual(250);
    expect(all.filter(({ source }) => !source.startsWith('https://'))).toEqual([]);
    expect(all.filter(({ meaning }) => /undefined|\s\s/.test(meaning))).toEqual([]);
  });

  it('is named right: all of the half that the rules were written with', () => {
    expect(misjudged(half('rules'))).toEqual([]);
  });

  it.each([
    { name: 'all texts', atLeast: 300, of: half('held-out') },
    {
      name: 'those from threads alone',
      atLeast: 150,
      of: half('held-out').filter(({ isFromThread }) => isFromThread),
    },
  ])('is named right: at least 90 % of the held-out half, $name', ({ atLeast, of }) => {
    expect(of.length).toBeGreaterThanOrEqual(atLeast);
    const wrong = misjudged(of);
    expect(wrong.length / of.length, wrong.join('\n')).toBeLessThanOrEqual(0.1);
  });
});
