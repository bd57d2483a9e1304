import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerElement } from './answer-element.ts';
import { AnswerParser } from './answer-parser.ts';

const bytes = Buffer.from('what a message says, time and again. '.repeat(40));
const base64 = bytes.toString('base64');
const lines = (base64.match(/.{1,76}/g) ?? []).join('\r\n');

function answer(content: string): string {
  return (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body><m:GetItemResponse>' +
    `<m:ResponseMessages><m:GetItemResponseMessage><m:Items><t:Message Of="a > b">${content}</t:Message></m:Items>` +
    '</m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse></s:Body></s:Envelope>'
  );
}

/** The contents of the one message of an answer that comes in pieces. */
async function contentsOf(text: string, pieceChars: number): Promise<string[]> {
  const parser = new AnswerParser(1e6);
  const messages: AnswerElement[] = [];
  for (let at = 0; at < text.length; at += pieceChars) {
    messages.push(...(await parser.write(text.slice(at, at + pieceChars))));
  }
  parser.finish();
  const item = messages[0]?.children[0]?.children[0];
  return (item?.children ?? []).map(({ body, text: said }) => {
    const whole = body?.whole();
    return whole?.kind === 'whole' ? Buffer.from(whole.bytes).toString() : said;
  });
}

describe('what an answer holds in base64', () => {
  it.each([
    ['in one line', base64],
    ['in lines', lines],
    ['with blanks around it', `\r\n  ${base64}\r\n  `],
    ['in a section', `<![CDATA[${base64}]]>`],
    [
      'with references in it',
      `${base64.slice(0, 400)}&#${base64.charCodeAt(400)};${base64.slice(401)}`,
    ],
  ])('%s is the same in pieces of any size', async (_, said) => {
    const text = answer(
      `<t:MimeContent>${said}</t:MimeContent><t:Subject>${base64}</t:Subject><t:MimeContent>${said}</t:MimeContent>`,
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (pieceChars) => {
        const expected = [bytes.toString(), base64, bytes.toString()];
        expect(await contentsOf(text, pieceChars)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['*', 'ü', '====', '-', '_', '=AAA', 'AAAA=A==', 'AAAA===='])(
    'is refused where it is none: with %s in it',
    async (odd) => {
      const end = 'A'.repeat(4 - (odd.length % 4));
      const text = answer(`<t:MimeContent>${base64.slice(0, 800)}${odd}${end}</t:MimeContent>`);
      for (const pieceChars of [7, 70, 700, 7000]) {
        await expect(contentsOf(text, pieceChars)).rejects.toMatchObject({
          code: 'protocol-violation',
        });
      }
    },
  );
});
