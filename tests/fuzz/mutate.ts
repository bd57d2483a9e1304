import type { Chance } from './chance.ts';

/** Numbers at which readers stumble. */
const numbers = [
  '0',
  '-1',
  '1',
  '00009',
  '2147483648',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  '9'.repeat(40),
  '1e9',
  '0x10',
  '٣',
];

/** Pieces of the grammar, and of what stands beside it. */
const pieces = [
  ...[
    '(',
    ')',
    '((',
    '))',
    '"',
    '\\',
    '"\\',
    '\\"',
    '[',
    ']',
    '{',
    '}',
    ' ',
    '  ',
    '\r\n',
    '\r',
    '\n',
  ],
  ...[
    '\0',
    '\u001b[2J',
    '\u009b31m',
    '\xff\xfe',
    '\t',
    '%',
    '*',
    '* ',
    '+ ',
    '+\r\n',
    '~',
    'NIL',
    '""',
  ],
  ...['{0}\r\n', '{1}\r\n', '{5}\r\nhello', '{5+}\r\nhello', '~{3}\r\na\0b', '{-1}\r\n', '{}\r\n'],
  ...['{99999999999}\r\n', '{4294967295}\r\n', '{65537}\r\n'],
  ...[
    '* 1 FETCH (',
    'UID 1 ',
    'UID 0 ',
    'BODY[] ',
    'BODY[] NIL ',
    'FLAGS (',
    'RFC822.SIZE ',
    '* 3 EXISTS\r\n',
  ],
  ...[
    '* BYE bye\r\n',
    '* OK [UIDVALIDITY 1] x\r\n',
    '* LIST () "/" a\r\n',
    '* STATUS a (',
    'M1 OK\r\n',
    'M2 NO x\r\n',
  ],
  ...[
    '* OK [',
    '[APPENDUID 1 1:4294967295]',
    '[APPENDUID 0 0]',
    '[UIDNEXT 0]',
    '* NAMESPACE (("" "/")) NIL NIL\r\n',
  ],
  ...[
    '&',
    '&-',
    '&AOQ-',
    '&!-',
    '&2AAAAA-',
    '/',
    '..',
    '../..',
    '=1+1',
    'INBOX',
    'inbox',
    '\u202e',
  ],
];

/** Alters a text of one character per byte in up to eight places, mostly by a little. */
export function mutate(text: string, chance: Chance): string {
  let mutant = text;
  for (let left = chance.below(8); left > 0; left -= 1) mutant = mutateOnce(mutant, chance);
  return mutant.replace(/[^\0-\xff]/gu, '?');
}

function mutateOnce(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  const length = chance.below(chance.isOneIn(4) ? 200 : 8);
  const slice = text.slice(at, at + length);
  switch (chance.below(9)) {
    case 0:
      return text.slice(0, at) + chance.pick(pieces) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + slice.repeat(1 + chance.below(4)) + text.slice(at);
    case 3:
      return text.slice(0, at) + String.fromCharCode(chance.below(256)) + text.slice(at + 1);
    case 4:
      return replaceNumber(text, at, chance.pick(numbers));
    case 5:
      return swapLines(text, chance);
    case 6:
      return (
        text.slice(0, at) +
        chance.pick(['(', '"', '()', ' ', '[', '{', '\\']).repeat(chance.below(3000)) +
        text.slice(at)
      );
    case 7:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + slice + chance.pick(pieces) + text.slice(at + length);
  }
}

function replaceNumber(text: string, from: number, number: string): string {
  const found = /\d+/.exec(text.slice(from));
  if (found === null) return text;
  const at = from + found.index;
  return text.slice(0, at) + number + text.slice(at + found[0].length);
}

function swapLines(text: string, chance: Chance): string {
  const lines = text.split('\r\n');
  const [one, other] = [chance.below(lines.length), chance.below(lines.length)];
  [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  return lines.join('\r\n');
}

/** Cuts bytes into chunks of any size; the same bytes each time. */
export function cutAnyhow(bytes: Buffer, chance: Chance): Buffer[] {
  const chunks: Buffer[] = [];
  const most = chance.pick([1, 2, 7, 100, 5000]);
  for (let at = 0; at < bytes.length;) {
    const size = 1 + chance.below(most);
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}
