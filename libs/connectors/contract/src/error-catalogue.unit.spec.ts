import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from './error-catalogue.ts';

const entries = Object.entries(errorCatalogue);

/** As the type has them: what is thrown anywhere must be one of these, or it does not compile. */
function codesOfTheType(): string[] {
  const source = readFileSync(new URL('./connector-error.ts', import.meta.url), 'utf8');
  const union = /export type ErrorCode =([^;]*);/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
}

describe('the error catalogue', () => {
  it('has an entry for each code, and no other', () => {
    expect(entries.map(([code]) => code).toSorted()).toEqual(codesOfTheType().toSorted());
  });

  it.each(entries)('%s: whole sentences, one to act on, and a sample', (_, entry) => {
    expect(entry.cause).toMatch(/^[A-Z].*\.$/);
    expect(entry.whatToDo).toMatch(/^[A-Z].*\.$/);
    expect(entry.sample).not.toBe('');
  });

  it.each(entries)(
    '%s: what goes on by itself needs nobody, what stops needs somebody',
    (_, entry) => {
      if (entry.disposition === 'needsOperator') expect(entry.fixedBy).not.toBe('nobody');
      if (entry.fixedBy === 'nobody') expect(['retry', 'retryAfter']).toContain(entry.disposition);
      if (entry.disposition === 'failItem') expect(entry.scope).toBe('item');
    },
  );
});
