/** What a command's arguments are made of. Strings carry bytes as latin1. */
export type Token =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Token[] };

/** The client's syntax is wrong: answered with BAD, the connection goes on. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

/** What cannot be answered in step with the client any more: BAD, BYE, and the connection is closed. */
export class FatalProblem extends Error {
  override readonly name = 'FatalProblem';
}

/** Takes a command's tokens one after another. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  /** @throws SyntaxProblem where no token is left */
  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SyntaxProblem('Missing argument');
    this.#at += 1;
    return token;
  }

  /** An atom or a string. @throws SyntaxProblem */
  text(): string {
    const token = this.next();
    if (token.kind === 'list') throw new SyntaxProblem('Unexpected list');
    return token.text;
  }

  /** @throws SyntaxProblem */
  atom(): string {
    const token = this.next();
    if (token.kind !== 'atom') throw new SyntaxProblem('Expected an atom');
    return token.text;
  }

  /** @throws SyntaxProblem */
  list(): readonly Token[] {
    const token = this.next();
    if (token.kind !== 'list') throw new SyntaxProblem('Expected a list');
    return token.items;
  }

  /** The next token's items where it is a list, and steps over it; else undefined. */
  optionalList(): readonly Token[] | undefined {
    const token = this.peek();
    if (token?.kind !== 'list') return undefined;
    this.#at += 1;
    return token.items;
  }

  /** Steps over the atom where it is the next token (in any case) and says whether it was. */
  skipAtom(text: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'atom' || token.text.toUpperCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  /** @throws SyntaxProblem where a token is left */
  end(): void {
    if (!this.isAtEnd) throw new SyntaxProblem('Unexpected argument');
  }
}

/** A flag list's flags. @throws SyntaxProblem */
export function flagsOf(items: readonly Token[]): string[] {
  return items.map((item) => {
    if (item.kind !== 'atom' || !/^\\?[^\\%*"\]]+$/.test(item.text))
      throw new SyntaxProblem('Invalid flag');
    return item.text;
  });
}
