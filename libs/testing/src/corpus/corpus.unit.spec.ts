import { describe, expect, it } from 'vitest';
import { benchCorpusS, benchCorpusXs } from './bench-corpus.ts';
import { countBytes, countMessages } from './corpus.ts';
import { nastyCorpus, nastyFiles } from './nasty-corpus.ts';
import { quirks } from './quirks.ts';

describe('corpus', () => {
  it('makes equal mail of equal seeds and other mail of another', () => {
    expect(nastyCorpus({ seed: 1, messages: 60 })).toEqual(nastyCorpus({ seed: 1, messages: 60 }));
    expect(nastyCorpus({ seed: 1, messages: 60 })).not.toEqual(
      nastyCorpus({ seed: 2, messages: 60 }),
    );
  });

  it('holds every oddity, twins, and no NUL', () => {
    const corpus = nastyCorpus({ seed: 5, messages: 400, largeCount: 1 });
    const messages = corpus.folders.flatMap((folder) => folder.messages);
    expect(messages).toHaveLength(400);
    const seen = new Set(messages.map(({ quirk }) => quirk));
    for (const quirk of [...Object.keys(quirks), 'twin', '10 MB attachment'])
      expect(seen).toContain(quirk);
    for (const { bytes } of [...messages, ...nastyFiles(5)]) expect(bytes.includes(0)).toBe(false);
    const bodies = new Set(messages.map(({ bytes }) => bytes.toString('latin1')));
    expect(bodies.size).toBeLessThan(380);
  });

  it('weighs what the performance notes say', () => {
    const small = benchCorpusXs();
    expect(countMessages(small)).toBe(400);
    expect(small.folders).toHaveLength(27);
    expect(countBytes(small) / 1e6).toBeGreaterThan(8);
    expect(countBytes(small) / 1e6).toBeLessThan(13);
    const large = benchCorpusS();
    expect(countMessages(large)).toBe(2_000);
    expect(countBytes(large) / 1e6).toBeGreaterThan(45);
    expect(countBytes(large) / 1e6).toBeLessThan(56);
  });
});
