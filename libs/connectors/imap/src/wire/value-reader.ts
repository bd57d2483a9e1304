import { type RawResponse, WireViolation } from './raw-response.ts';
import { wireLimits } from './wire-limits.ts';

/** Atom, number or quoted string (latin1), literal, NIL, or a list of them. */
export type Value = string | Uint8Array | null | typeof streamedLiteral | Value[];

/** Stands for a literal that was streamed, or whose bytes have not come yet. */
export const streamedLiteral: unique symbol = Symbol('streamed literal');

/** Stands for the end of the response, or of a list. */
export const noMore: unique symbol = Symbol('no more');

const quote = 0x22;
const backslash = 0x5c;
const open = 0x28;
const close = 0x29;
const space = 0x20;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;
const braceOpen = 0x7b;
const tilde = 0x7e;
const isLiteralSize = /^\{[-+\d.\s]*\}/;
const sizeCharsMax = 64;

/** Reads the values of a response one by one, from a place in its first text on. */
export class ValueReader {
  readonly #response: RawResponse;
  #text: string;
  #textIndex = 0;
  #at: number;

  constructor(response: RawResponse, at: number) {
    this.#response = response;
    this.#text = response.texts[0] ?? '';
    this.#at = at;
  }

  /** The next value; `noMore` at a closing parenthesis (which is taken) or at the end. @throws WireViolation */
  next(depth = 0): Value | typeof noMore {
    this.#skipSpaces();
    const text = this.#text;
    if (this.#at >= text.length) return noMore;
    const code = text.charCodeAt(this.#at);
    if (code === close) {
      this.#at += 1;
      return noMore;
    }
    if (code === open) {
      this.#at += 1;
      return this.#list(depth + 1);
    }
    if (code === quote) return this.#quoted();
    const isLiteral =
      code === braceOpen || (code === tilde && text.charCodeAt(this.#at + 1) === braceOpen);
    if (isLiteral && this.#textIndex < this.#response.texts.length) {
      const literal = this.#tryLiteral();
      if (literal !== undefined) return literal;
    }
    // RFC 9051 §9 atom-specials: `{-5}` is neither a literal nor a word that could stand for one.
    if (code === braceOpen && isLiteralSize.test(text.slice(this.#at, this.#at + sizeCharsMax))) {
      throw new WireViolation('a literal has no length');
    }
    const atom = this.#atom();
    return atom.length === 3 && atom.toUpperCase() === 'NIL' ? null : atom;
  }

  /** Enters a list; false where none begins. */
  enterList(): boolean {
    this.#skipSpaces();
    if (this.#text.charCodeAt(this.#at) !== open) return false;
    this.#at += 1;
    return true;
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === space) this.#at += 1;
  }

  #list(depth: number): Value[] {
    if (depth > wireLimits.nestingMax)
      throw new WireViolation('a response is nested too deeply', true);
    const values: Value[] = [];
    for (;;) {
      const value = this.next(depth);
      if (value === noMore) return values;
      values.push(value);
    }
  }

  #quoted(): string {
    const text = this.#text;
    let from = this.#at + 1;
    let result = '';
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return result + text.slice(from, at);
      }
      if (code === backslash) {
        result += text.slice(from, at);
        from = at + 1;
        at += 1;
      }
    }
    throw new WireViolation('a quoted string has no end');
  }

  /** Section names like `BODY[HEADER.FIELDS (A B)]` are one atom. */
  #atom(): string {
    const text = this.#text;
    const from = this.#at;
    let at = from;
    let brackets = 0;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === bracketOpen) brackets += 1;
      else if (code === bracketClose) brackets = Math.max(0, brackets - 1);
      else if (brackets === 0 && (code === space || code === open || code === close)) break;
    }
    // A character that begins nothing is taken alone, so that every call moves on.
    this.#at = Math.max(at, from + 1);
    return text.slice(from, this.#at);
  }

  #tryLiteral(): Uint8Array | typeof streamedLiteral | undefined {
    if (!/^~?\{\d+\+?\}$/.test(this.#text.slice(this.#at))) return undefined;
    const literal = this.#response.literals[this.#textIndex];
    this.#textIndex += 1;
    this.#text = this.#response.texts[this.#textIndex] ?? '';
    this.#at = 0;
    if (!/^(?:[ )]|$)/.test(this.#text)) {
      throw new WireViolation('a literal is longer than it was announced');
    }
    return literal ?? streamedLiteral;
  }
}

/** A value as text of one character per byte; lists and NIL have none. */
export function valueText(value: Value | typeof noMore | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : undefined;
}
