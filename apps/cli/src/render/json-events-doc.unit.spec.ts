import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonLineSchema } from './run-events.schema.ts';

/** Names of all properties and all fixed values, anywhere in a JSON schema. */
function wordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'properties' && typeof value === 'object')
      return [...Object.keys(value as object), ...wordsOf(Object.values(value as object))];
    if (key === 'enum' && Array.isArray(value)) return value.map(String);
    if (key === 'const') return [String(value)];
    return wordsOf(value);
  });
}

describe('docs/reference/json-events.md', () => {
  it('names every event, field and fixed value of the schema', () => {
    const text = readFileSync(
      new URL('../../../../docs/reference/json-events.md', import.meta.url),
      'utf8',
    );
    const words = new Set(wordsOf(z.toJSONSchema(jsonLineSchema)));
    expect(words.size).toBeGreaterThan(60);
    const missing = [...words].filter(
      (word) => !text.includes(`\`${word}\``) && !/^(1|migrate|verify|demo)$/u.test(word),
    );
    expect(missing).toEqual([]);
  });
});
