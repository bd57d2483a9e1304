import { describe, expect, it } from 'vitest';
import { uuid4, uuid5 } from './ids.ts';
import { seededRandom } from './random.ts';

describe('ids', () => {
  it('makes the version 5 UUID of RFC 9562, Appendix A.4', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(uuid5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('marks version and variant of a random UUID', () => {
    expect(uuid4(seededRandom(1))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
