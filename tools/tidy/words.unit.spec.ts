import { describe, expect, it } from 'vitest';
import { codeFiles, linesMatching, read } from './repository.ts';

/** The glossary's "never called" (docs/glossary.md), as far as a word has no other honest use in a declared name. */
const bannedInNames = new Map([
  ['organisation', 'tenant'],
  ['organization', 'tenant'],
  ['remote', 'connection'],
  ['destination', 'target'],
  ['dest', 'target'],
  ['project', 'job'],
  ['sync', 'pass'],
  ['cycle', 'pass'],
  ['skipped', 'excluded'],
  ['quarantined', 'failed'],
  ['quarantine', 'failed'],
  ['saga', 'processor'],
]);

const bannedInTexts =
  /\b(quarantined?|destination|organi[sz]ation|mapping table|syncing|synced)\b/i;

/** The code that speaks about migration; protocols and servers have words of their own. */
const ours = codeFiles.filter(
  (file) =>
    /^(libs|apps)\//.test(file) &&
    !file.endsWith('.spec.ts') &&
    !/^libs\/(mail-servers|testing|platform|connectors\/imap)\//.test(file),
);

describe('words', () => {
  it('of declared names are those of the glossary', () => {
    expect(ours.flatMap(wrongNames)).toEqual([]);
  });

  it('in texts are those of the glossary', () => {
    const texts = new RegExp(`['"\`][^'"\`]*${bannedInTexts.source}`, 'i');
    expect(linesMatching(ours, texts)).toEqual([]);
  });
});

/** Events are projected into read models: the verb, not the noun. */
const honestUses: readonly (readonly [RegExp, string])[] = [[/^libs\/projections\//, 'project']];

function wrongNames(file: string): string[] {
  const isHonest = (word: string) =>
    honestUses.some(([place, used]) => used === word && place.test(file));
  const declared = /\b(?:const|function|class|interface|type)\s+(\w+)|\breadonly\s+(\w+)\??:/g;
  return [...read(file).matchAll(declared)]
    .map((match) => match[1] ?? match[2] ?? '')
    .flatMap((name) =>
      wordsOf(name)
        .filter((word) => bannedInNames.has(word) && !isHonest(word))
        .map((word) => `${file}: ${name}: say ${bannedInNames.get(word)}`),
    );
}

/** `bytesCopiedMax` → bytes, copied, max. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]/);
}
