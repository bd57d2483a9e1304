import { contentHashOf } from '@mailhaul/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { essenceOf } from './essence-of.ts';

const of = (text: string) => essenceOf(Buffer.from(text, 'latin1'));
const plain = 'Subject: caf\r\n\r\nOne line.\r\nAnother.\r\n';

describe('the essence of a message', () => {
  it('is the hash of its bytes where nothing is to be mended', () => {
    expect(of(plain)).toBe(contentHashOf(Buffer.from(plain)));
    const body = `${plain}caf\xe9\r\n`;
    expect(of(body)).toBe(contentHashOf(Buffer.from(body, 'latin1')));
  });

  it.each([
    [
      '8-bit header bytes that became X',
      'Subject: caf\xe9\r\n\r\nBody.\r\n',
      'Subject: cafX\r\n\r\nBody.\r\n',
    ],
    [
      'bare CRs that were dropped',
      'Subject: a\r\n\r\nBo\rdy.\r\r\n',
      'Subject: a\r\n\r\nBody.\r\n',
    ],
    ['a last line that was ended', 'Subject: a\r\n\r\nBody.', 'Subject: a\r\n\r\nBody.\r\n'],
    ['bare LFs that were completed', 'Subject: a\n\nBo\ndy.\n', 'Subject: a\r\n\r\nBo\r\ndy.\r\n'],
  ])('survives %s', (_, sent, stored) => {
    expect(of(sent)).toBe(of(stored));
  });

  it('is another for other bytes', () => {
    expect(of('Subject: a\r\n\r\nThis.\r\n')).not.toBe(of('Subject: a\r\n\r\nHere.\r\n'));
    expect(of('Subject: caf\xe9\r\n\r\nB\r\n')).not.toBe(of('Subject: cafe\r\n\r\nB\r\n'));
    // A body's 8-bit bytes are left alone.
    expect(of('Subject: a\r\n\r\n\xe9\r\n')).not.toBe(of('Subject: a\r\n\r\nX\r\n'));
  });

  it('does not change when the header is mended', () => {
    const piece = fc.constantFrom('a', '\r\n', '\xe9', 'Subject: ', '\r\n\r\n', 'X');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = `To: a${pieces.join('')}`;
        const once = of(text);
        const munged = text.replace(/^[^]*?(?:\r\n\r\n|$(?![^]))/, (head) =>
          head.replace(/[\x80-\xff]/g, 'X'),
        );
        expect(of(munged)).toBe(once);
      }),
    );
  });
});
