import type { Dice } from './dice.ts';
import { freshId, headers } from './headers.ts';

/** Makes the bytes of one odd message. */
export type Quirk = (dice: Dice) => Buffer;

const latin = (text: string) => Buffer.from(text, 'latin1');
const withBody = (dice: Dice, body: string | Buffer, extra: readonly string[] = []) =>
  Buffer.concat([
    latin(`${headers(dice, { id: freshId(dice), extra })}\r\n`),
    typeof body === 'string' ? latin(body) : body,
  ]);

/** Odd messages that an IMAP server takes by APPEND. */
export const quirks: Readonly<Record<string, Quirk>> = {
  plain: (dice) => withBody(dice, dice.text(dice.size(2_000, 40_000))),
  'no Message-ID': (dice) => Buffer.concat([latin(`${headers(dice)}\r\n`), dice.text(300)]),
  'Message-ID of another message': (dice) =>
    Buffer.concat([latin(`${headers(dice, { id: 'shared' })}\r\n`), dice.text(300)]),
  'header only': (dice) => latin(`${headers(dice, { id: freshId(dice) })}\r\n`),
  'header without closing empty line': (dice) => latin(headers(dice, { id: freshId(dice) })),
  'body without header': (dice) => Buffer.concat([latin('\r\n'), dice.text(200)]),
  'a single byte': () => latin('x'),
  'an empty line only': () => latin('\r\n'),
  'no line end at the end': (dice) => withBody(dice, 'the last line goes on'),
  'bare CR': (dice) => withBody(dice, 'one\rtwo\r\rthree\r\nfour\r'),
  'lone LF': (dice) => withBody(dice, 'one\ntwo\n\nthree\r\nfour\n'),
  'lone LF in the header': (dice) => latin(headers(dice).replaceAll('\r\n', '\n') + '\nbody\n'),
  '8-bit header': (dice) =>
    withBody(dice, 'body\r\n', ['Subject: Grüße, naïve café', 'X-Raw: \x80\xff\xa0\xad']),
  'UTF-8 header': (dice) =>
    Buffer.concat([
      Buffer.from(`Subject: Привет 🚚\r\nFrom: Žofie <z@example.org>\r\n\r\n`, 'utf8'),
      dice.text(100),
    ]),
  'binary body': (dice) =>
    withBody(dice, dice.binary(5_000), ['Content-Transfer-Encoding: binary']),
  'one very long line': (dice) =>
    withBody(dice, `${dice.text(120_000).toString('latin1').replaceAll('\r\n', '')}\r\n`),
  'long header field': (dice) =>
    withBody(dice, 'body\r\n', [
      `X-Long: ${'word '.repeat(4_000)}`,
      `X-Longer: ${'y'.repeat(9_000)}`,
    ]),
  'mbox separator': (dice) =>
    Buffer.concat([
      latin('From anna@example.org Thu Jan  1 00:00:00 1970\r\n'),
      withBody(dice, 'From the start\r\n>From quoted\r\n.\r\n..\r\n'),
    ]),
  'text of the protocol': (dice) =>
    withBody(
      dice,
      'a1 APPEND INBOX (\\Seen) {5+}\r\nhello\r\n)\r\na1 OK done\r\n* BYE\r\n+ go\r\n',
    ),
  'a header of another mover': (dice) => withBody(dice, 'x\r\n', ['X-TUID: abcdefghijkl']),
  'nested parts without end': (dice) =>
    withBody(dice, '--a\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n'.repeat(40), [
      'Content-Type: multipart/mixed; boundary="a"',
    ]),
};

/**
 * Odd files that only a mail store itself can hold; written straight into a Maildir. None ends in a bare CR: Dovecot
 * 2.3 drops that byte from whatever is appended, so no mover can carry it there.
 */
export const fileQuirks: Readonly<Record<string, Quirk>> = {
  'file with LF line ends': (dice) =>
    latin(withBody(dice, dice.text(400)).toString('latin1').replaceAll('\r\n', '\n')),
  'file with mixed line ends': (dice) => latin(`${headers(dice)}\none\r\ntwo\nthree\rfour\r\n\n`),
  'file of 8-bit bytes': (dice) => dice.binary(700),
};
