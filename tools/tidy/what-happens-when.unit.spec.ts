import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, specFiles } from './repository.ts';

const table = 'docs/reference/what-happens-when.md';
const rows = read(table)
  .split('\n')
  .filter((line) => /^\| (?!What happens|---)/.test(line));

/** Titles of the tests that a row names: each stands in backticks behind the link to its file. */
function testsOf(row: string): { file: string; titles: string[] }[] {
  const [, last = ''] = /\|([^|]*)\|$/.exec(row) ?? [];
  return last
    .split(/(?=\[[^\]]+\]\()/)
    .map((part) => ({
      file: posix.join(posix.dirname(table), /\]\(([^)]+)\)/.exec(part)?.[1] ?? ''),
      titles: [...part.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
    }))
    .filter(({ file }) => file.endsWith('.spec.ts'));
}

/** A title stands before the function of its test. */
function titlesIn(file: string): string[] {
  const title = /(['"`])((?:(?!\1).)+)\1,\s*(?:\{[^}]*\},\s*)?async \(/g;
  return [...read(file).matchAll(title)].map((match) => match[2] ?? '');
}

describe('what happens when', () => {
  it('names a test in every row', () => {
    const unnamed = rows.filter((row) => testsOf(row).every(({ titles }) => titles.length === 0));
    expect(rows.length).toBeGreaterThan(0);
    expect(unnamed).toEqual([]);
  });

  it('names only tests that there are', () => {
    const missing = rows.flatMap(testsOf).flatMap(({ file, titles }) => {
      const known = specFiles.includes(file) ? titlesIn(file) : [];
      return titles.filter((title) => !known.includes(title)).map((title) => `${file}: ${title}`);
    });
    expect(missing).toEqual([]);
  });

  it('leaves out no test of the engine between two servers', () => {
    const named = new Set(rows.flatMap(testsOf).flatMap(({ titles }) => titles));
    const engineSpecs = specFiles.filter((file) => file.startsWith('tests/engine/'));
    const unnamed = engineSpecs.flatMap(titlesIn).filter((title) => !named.has(title));
    expect(engineSpecs.length).toBeGreaterThan(0);
    expect(unnamed).toEqual([]);
  });
});
