import type { ResponseLine } from './response-reader.ts';

/** An atom or quoted string as Latin-1 text, a literal as bytes, NIL as null, a list. */
export type WireValue = string | Buffer | null | WireValue[];

const token = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]*\[[^\]]*\](?:<\d+>)?|[^\s()"]+)/gy;

/** The values of a response line, without what the grammar says about them (RFC 9051 §9, "response"). */
export function parseValues(line: ResponseLine): WireValue[] {
  const root: WireValue[] = [];
  const open: WireValue[][] = [root];
  const add = (value: WireValue) => open.at(-1)?.push(value);
  for (const piece of line) {
    if ('literal' in piece) {
      add(piece.literal);
      continue;
    }
    const text = piece.text.replace(/\{\d+\}$/, '');
    for (const match of text.matchAll(token)) {
      const word = match[1] ?? '';
      if (word === '(') {
        const list: WireValue[] = [];
        add(list);
        open.push(list);
      } else if (word === ')') {
        if (open.length === 1) throw new Error('a closing parenthesis too many');
        open.pop();
      } else if (word.startsWith('"')) {
        add(word.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
      } else if (word.toUpperCase() === 'NIL') {
        add(null);
      } else {
        add(word);
      }
    }
  }
  return root;
}

export function asText(value: WireValue | undefined): string {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  throw new Error('a string was expected');
}

export function asList(value: WireValue | undefined): WireValue[] {
  if (Array.isArray(value)) return value;
  throw new Error('a list was expected');
}
