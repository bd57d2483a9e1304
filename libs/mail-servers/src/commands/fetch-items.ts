import { SyntaxProblem, type Token } from '../wire/tokens.ts';

/** What FETCH is asked for. */
export type FetchItem =
  | { readonly kind: 'flags' | 'uid' | 'date' | 'size' | 'modseq' | 'envelope' | 'labels' }
  | { readonly kind: 'structure'; readonly label: 'BODY' | 'BODYSTRUCTURE' }
  | {
      readonly kind: 'section';
      /** As repeated in the answer. */
      readonly label: string;
      readonly section: Section;
      readonly partial: { readonly offset: number; readonly length: number } | undefined;
      readonly marksSeen: boolean;
    };

export type Section =
  | { readonly kind: 'all' | 'header' | 'text' }
  | { readonly kind: 'fields'; readonly names: ReadonlySet<string>; readonly isInverted: boolean };

const macros = new Map([
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
]);

const plainItems = new Map<string, FetchItem>([
  ['FLAGS', { kind: 'flags' }],
  ['UID', { kind: 'uid' }],
  ['INTERNALDATE', { kind: 'date' }],
  ['RFC822.SIZE', { kind: 'size' }],
  ['MODSEQ', { kind: 'modseq' }],
  ['ENVELOPE', { kind: 'envelope' }],
  ['X-GM-LABELS', { kind: 'labels' }],
  ['BODY', { kind: 'structure', label: 'BODY' }],
  ['BODYSTRUCTURE', { kind: 'structure', label: 'BODYSTRUCTURE' }],
  ['RFC822', whole('RFC822', { kind: 'all' }, true)],
  ['RFC822.HEADER', whole('RFC822.HEADER', { kind: 'header' }, false)],
  ['RFC822.TEXT', whole('RFC822.TEXT', { kind: 'text' }, true)],
]);

/** The items of a FETCH (RFC 3501 §6.4.5). @throws SyntaxProblem */
export function parseFetchItems(token: Token, isUid: boolean): readonly FetchItem[] {
  const words =
    token.kind === 'list'
      ? token.items.map(wordOf)
      : (macros.get(wordOf(token).toUpperCase()) ?? [wordOf(token)]);
  const items = words.map(parseItem);
  const hasUid = items.some((item) => item.kind === 'uid');
  return isUid && !hasUid ? [{ kind: 'uid' }, ...items] : items;
}

function parseItem(word: string): FetchItem {
  const plain = plainItems.get(word.toUpperCase());
  if (plain !== undefined) return plain;
  const match = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d{1,15})\.(\d{1,15})>)?$/i.exec(word);
  if (match === null) throw new SyntaxProblem('Unknown FETCH item');
  const [, peek, text = '', offset, length] = match;
  const partial =
    offset === undefined ? undefined : { offset: Number(offset), length: Number(length) };
  if (partial?.length === 0) throw new SyntaxProblem('Empty partial');
  const origin = offset === undefined ? '' : `<${offset}>`;
  return {
    kind: 'section',
    label: `BODY[${text.toUpperCase()}]${origin}`,
    section: parseSection(text),
    partial,
    marksSeen: peek === undefined,
  };
}

function parseSection(text: string): Section {
  const upper = text.toUpperCase();
  if (upper === '') return { kind: 'all' };
  if (upper === 'HEADER') return { kind: 'header' };
  // The messages are served as one part: part 1 of a message that has none is its text (RFC 3501 §6.4.5).
  if (upper === 'TEXT' || upper === '1') return { kind: 'text' };
  const fields = /^HEADER\.FIELDS(\.NOT)? \(([^()]+)\)$/.exec(upper);
  if (fields === null) throw new SyntaxProblem('Unknown section');
  const names = (fields[2] ?? '').split(' ').map((name) => name.replaceAll('"', ''));
  return { kind: 'fields', names: new Set(names), isInverted: fields[1] !== undefined };
}

function whole(label: string, section: Section, marksSeen: boolean): FetchItem {
  return { kind: 'section', label, section, partial: undefined, marksSeen };
}

function wordOf(token: Token): string {
  if (token.kind !== 'atom') throw new SyntaxProblem('Unknown FETCH item');
  return token.text;
}
