import { describe, expect, it } from 'vitest';
import { wordsOf } from './refresh-words.ts';

describe('what is to be done with a mailbox that is missing at the source', () => {
  const missing = { result: 'missing', because: 'gone' } as const;

  it('is nothing where conditions brought it: they let it go', () => {
    expect(wordsOf('source', missing, true)).toMatch(/It leaves the job at the next start/);
  });

  it('is a person’s to say where a person brought it', () => {
    expect(wordsOf('source', missing, false)).toMatch(/Take it out of the job/);
    expect(wordsOf('source', { ...missing, because: 'ambiguous' }, true)).toMatch(/Edit the pair/);
  });
});
