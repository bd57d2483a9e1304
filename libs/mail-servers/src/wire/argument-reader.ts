import { FatalProblem, SyntaxProblem, type Token } from './tokens.ts';
import type { WireInput } from './wire-input.ts';

export interface LiteralHeader {
  readonly size: number;
  /** The client waits for `+` before it sends the bytes. */
  readonly isSynchronising: boolean;
}

/** How literals are taken. */
export interface LiteralRules {
  /** The largest non-synchronising literal: 0 (RFC 3501), 4096 (LITERAL-), Infinity (LITERAL+; RFC 7888). */
  readonly nonSyncBytesMax: number;
  /** Asks a waiting client for its bytes. */
  readonly invite: () => void;
}

export const lineBytesMax = 64 * 1024;
const argumentBytesMax = 256 * 1024;
const depthMax = 16;
const tokensMax = 50_000;
/** A refused literal up to this size is read and dropped, so that the connection can go on. */
const skippedBytesMax = 512 * 1024 * 1024;

/** Reads a command's arguments piece by piece, over the literals in it. */
export class ArgumentReader {
  readonly input: WireInput;
  readonly #rules: LiteralRules;
  #line: string;
  #at: number;
  #literalBytes = 0;

  constructor(input: WireInput, rules: LiteralRules, start: { line: string; at: number }) {
    this.input = input;
    this.#rules = rules;
    this.#line = start.line;
    this.#at = start.at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#line.length;
  }

  peek(): string {
    return this.#line.charAt(this.#at);
  }

  /** @throws SyntaxProblem */
  space(): void {
    if (this.peek() !== ' ')
      throw new SyntaxProblem(this.isAtEnd ? 'Missing argument' : 'Expected a space');
    this.#at += 1;
  }

  /** An atom, quoted string or small literal. @throws SyntaxProblem, FatalProblem, ConnectionEnded */
  async astring(): Promise<string> {
    const c = this.peek();
    if (c === '"') return this.quoted();
    if (c === '{') return await this.#smallLiteral();
    return this.#atom(false);
  }

  /** @throws SyntaxProblem */
  quoted(): string {
    let out = '';
    for (let i = this.#at + 1; i < this.#line.length; i += 1) {
      const c = this.#line.charAt(i);
      if (c === '"') {
        this.#at = i + 1;
        return out;
      }
      if (c === '\\') i += 1;
      out += this.#line.charAt(i);
    }
    throw new SyntaxProblem('Unterminated quoted string');
  }

  /** A parenthesised list of atoms. @throws SyntaxProblem */
  flagList(): readonly Token[] {
    const close = this.#line.indexOf(')', this.#at);
    if (close === -1) throw new SyntaxProblem('Missing closing parenthesis');
    const inner = this.#line.slice(this.#at + 1, close);
    this.#at = close + 1;
    const words = inner.split(' ').filter((word) => word !== '');
    return words.map((text) => ({ kind: 'atom', text }));
  }

  /** The announcement of a literal, which ends its line. @throws SyntaxProblem, FatalProblem */
  literalHeader(): LiteralHeader {
    const match = /^\{(\d{1,15})(\+?)\}$/.exec(this.#line.slice(this.#at));
    if (match === null) throw new SyntaxProblem('Expected a literal');
    const header = { size: Number(match[1]), isSynchronising: match[2] === '' };
    if (!header.isSynchronising && header.size > this.#rules.nonSyncBytesMax) {
      throw new FatalProblem('Non-synchronising literal too large');
    }
    this.#at = this.#line.length;
    return header;
  }

  /** The rest of the command, behind a literal. @throws LineTooLong, ConnectionEnded */
  async nextLine(): Promise<void> {
    this.#line = this.input.tryLine(lineBytesMax) ?? (await this.input.line(lineBytesMax));
    this.#at = 0;
  }

  /**
   * All tokens to the command's end. With `sections`, brackets inside an atom hold anything (FETCH's `BODY[...]`).
   * @throws SyntaxProblem, FatalProblem, ConnectionEnded
   */
  async tokens(sections: boolean): Promise<readonly Token[]> {
    const root: Token[] = [];
    const stack: Token[][] = [root];
    let count = 0;
    while (!this.isAtEnd) {
      const top = stack.at(-1) ?? root;
      const c = this.peek();
      if ((count += 1) > tokensMax) throw new SyntaxProblem('Too many arguments');
      if (c === ' ') this.#at += 1;
      else if (c === '(') {
        if (stack.length > depthMax) throw new SyntaxProblem('Too many nested lists');
        const items: Token[] = [];
        top.push({ kind: 'list', items });
        stack.push(items);
        this.#at += 1;
      } else if (c === ')') {
        if (stack.length === 1) throw new SyntaxProblem('Unbalanced parenthesis');
        stack.pop();
        this.#at += 1;
      } else if (c === '"') top.push({ kind: 'string', text: this.quoted() });
      else if (c === '{') top.push({ kind: 'string', text: await this.#smallLiteral() });
      else top.push({ kind: 'atom', text: this.#atom(sections) });
    }
    if (stack.length > 1) throw new SyntaxProblem('Missing closing parenthesis');
    return root;
  }

  /**
   * After a syntax problem: reads over what the client has sent without asking, so that the next line is a command.
   * @throws FatalProblem, ConnectionEnded
   */
  async discardRest(): Promise<void> {
    for (;;) {
      const match = /\{(\d{1,15})\+\}$/.exec(this.#line);
      if (match === null || this.#rules.nonSyncBytesMax === 0) return;
      await this.skipLiteral(Number(match[1]));
      await this.nextLine();
    }
  }

  /** @throws FatalProblem, ConnectionEnded */
  async skipLiteral(size: number): Promise<void> {
    if (size > skippedBytesMax) throw new FatalProblem('Literal too large');
    await this.input.skip(size);
  }

  invite(): void {
    this.#rules.invite();
  }

  async #smallLiteral(): Promise<string> {
    const header = this.literalHeader();
    this.#literalBytes += header.size;
    if (this.#literalBytes > argumentBytesMax) {
      if (header.isSynchronising) throw new SyntaxProblem('Literal too large');
      throw new FatalProblem('Literal too large');
    }
    if (header.isSynchronising) this.#rules.invite();
    const bytes = Buffer.concat(await this.input.bytes(header.size));
    await this.nextLine();
    return bytes.toString('latin1');
  }

  #atom(sections: boolean): string {
    const start = this.#at;
    let i = start;
    for (; i < this.#line.length; i += 1) {
      const c = this.#line.charAt(i);
      if (sections && c === '[') {
        const close = this.#line.indexOf(']', i);
        if (close === -1) throw new SyntaxProblem('Missing closing bracket');
        i = close;
        continue;
      }
      if (c === ' ' || c === '(' || c === ')' || c === '"' || c === '{' || c < ' ') break;
    }
    if (i === start) throw new SyntaxProblem('Unexpected character');
    this.#at = i;
    return this.#line.slice(start, i);
  }
}
