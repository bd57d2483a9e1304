import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactUrl } from './redact-url.ts';

describe('redactUrl', () => {
  it.each([
    ['imaps://anna:secret@h:993', 'imaps://anna:***@h:993'],
    ['imap://anna%40x:secret@h?security=none', 'imap://anna%40x:***@h?security=none'],
    ['imaps://anna@h', 'imaps://anna@h'],
    ['imaps://h:993', 'imaps://h:993'],
    ['imaps://anna:secret', 'imaps://anna:***'],
    ['imaps://anna:se@cr/et@h', 'imaps://anna:***@h'],
    ['imaps://anna:1@h?password=secret', 'imaps://anna:***@h?***'],
    ['secret', '***'],
  ])('shows %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it('hides any password before a host', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^\s]{1,30}$/), (noise) => {
        const shown = redactUrl(`imap://anna:${noise}Secret7${noise}@mail.example?security=none`);
        expect(shown).not.toContain('Secret7');
      }),
    );
  });
});
