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
  it('at least 300 texts with their sources, at least 60 of these public threads', () => {
    expect(new Set(all.map(({ text }) => text)).size).toBeGreaterThanOrEqual(300);
    const isThread = (source: string) => /\/(?:issues|pull)\/\d+$|\/FAQ\.d\//.test(source);
    const threads = new Set(all.map(({ source }) => source).filter(isThread));
    expect(threads.size).toBeGreaterThanOrEqual(60);
    expect(all.filter(({ source }) => !source.startsWith('https://'))).toEqual([]);
    expect(all.filter(({ meaning }) => /undefined|\s\s/.test(meaning))).toEqual([]);
  });

  it('is named right: all of the half that the rules were written with', () => {
    expect(misjudged(half('rules'))).toEqual([]);
  });

  it('is named right: at least 90 % of the half that they were not written with', () => {
    const heldOut = half('held-out');
    expect(heldOut.length).toBeGreaterThan(100);
    const wrong = misjudged(heldOut);
    expect(wrong.length / heldOut.length, wrong.join('\n')).toBeLessThanOrEqual(0.1);
  });
});
