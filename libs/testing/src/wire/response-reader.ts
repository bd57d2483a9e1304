/** One line of the server with its literals: text pieces and, between them, literals. */
export type ResponsePiece = { readonly text: string } | { readonly literal: Buffer };
export type ResponseLine = readonly ResponsePiece[];

/** The text of a line, without its literals. */
export function textOfLine(line: ResponseLine): string {
  return line.map((piece) => ('text' in piece ? piece.text : '')).join('');
}

const lineBytesMax = 16 << 20;

/** Cuts a server's byte stream into response lines (RFC 9051 §2.2.2); text is kept as Latin-1. */
export class ResponseReader {
  readonly #onLine: (line: ResponseLine) => void;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Nothing can be cut off before this many bytes are there. */
  #wanted = 2;
  #pieces: ResponsePiece[] = [];
  #literalSize = -1;
  /** Bytes at the start that are known to hold no line end. */
  #searched = 0;

  constructor(onLine: (line: ResponseLine) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#wanted) return;
    let rest: Buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    for (;;) {
      const next = this.#literalSize >= 0 ? this.#takeLiteral(rest) : this.#takeText(rest);
      if (next === undefined) break;
      rest = next;
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
  }

  #takeLiteral(rest: Buffer): Buffer | undefined {
    this.#wanted = this.#literalSize;
    if (rest.length < this.#literalSize) return undefined;
    this.#pieces.push({ literal: rest.subarray(0, this.#literalSize) });
    const size = this.#literalSize;
    this.#literalSize = -1;
    this.#searched = 0;
    return rest.subarray(size);
  }

  #takeText(rest: Buffer): Buffer | undefined {
    const end = rest.indexOf('\r\n', Math.max(0, this.#searched - 1), 'latin1');
    if (end < 0) {
      if (rest.length > lineBytesMax) throw new Error('a line without end');
      this.#searched = rest.length;
      this.#wanted = rest.length + 1;
      return undefined;
    }
    this.#searched = 0;
    const text = rest.toString('latin1', 0, end);
    this.#pieces.push({ text });
    const literal = /\{(\d+)\}$/.exec(text);
    if (literal !== null) {
      this.#literalSize = Number(literal[1]);
    } else {
      const line = this.#pieces;
      this.#pieces = [];
      this.#onLine(line);
    }
    return rest.subarray(end + 2);
  }
}
