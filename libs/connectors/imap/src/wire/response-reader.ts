import {
  type LiteralSink,
  type RawResponse,
  type ResponseSink,
  WireViolation,
} from './raw-response.ts';
import { wireLimits } from './wire-limits.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const closingBrace = 0x7d;

/**
 * Cuts a server's bytes into responses as they arrive. Holds at most one response's text and the literals its sink
 * wants kept; streamed literals pass through in the chunks they came in.
 * Nothing of a chunk is kept by reference but by the sink of a streamed literal: the memory may be used for the next.
 */
export class ResponseReader {
  readonly #sink: ResponseSink;
  #response: RawResponse = { texts: [], literals: [] };
  #textBytes = 0;
  /** Pieces of a line whose end has not come yet. */
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #literal: Uint8Array | LiteralSink | undefined;
  #literalDone = 0;
  #literalSize = 0;

  constructor(sink: ResponseSink) {
    this.#sink = sink;
  }

  /** True between responses: nothing has begun that is not finished. */
  get isAtBoundary(): boolean {
    return this.#pieceBytes === 0 && this.#response.texts.length === 0;
  }

  /** In the midst of a literal's bytes. */
  get isInLiteral(): boolean {
    return this.#literal !== undefined;
  }

  /** @throws WireViolation; the reader is of no use afterwards. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#literal === undefined ? this.#takeLine(chunk, at) : this.#takeLiteral(chunk, at);
    }
  }

  #takeLine(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(lineFeed, from);
    const upTo = end === -1 ? chunk.length : end;
    if (this.#pieceBytes + upTo - from > wireLimits.lineBytesMax) {
      throw new WireViolation('a line of the server has no end', true);
    }
    if (end === -1) {
      this.#pieces.push(Buffer.from(chunk.subarray(from)));
      this.#pieceBytes += chunk.length - from;
      if (this.#pieces.length >= wireLimits.linePiecesMax) {
        this.#pieces = [Buffer.concat(this.#pieces)];
      }
      return chunk.length;
    }
    let line = chunk;
    let start = from;
    let stop = end;
    if (this.#pieceBytes > 0) {
      this.#pieces.push(chunk.subarray(from, end));
      line = Buffer.concat(this.#pieces);
      start = 0;
      stop = line.length;
      this.#pieces = [];
      this.#pieceBytes = 0;
    }
    if (stop > start && line[stop - 1] === carriageReturn) stop -= 1;
    this.#endLine(
      line.toString('latin1', start, stop),
      stop > start && line[stop - 1] === closingBrace,
    );
    return end + 1;
  }

  #endLine(text: string, endsInBrace: boolean): void {
    const response = this.#response;
    response.texts.push(text);
    this.#textBytes += text.length;
    if (this.#textBytes > wireLimits.responseTextBytesMax) {
      throw new WireViolation('a response of the server has no end', true);
    }
    if (endsInBrace && mayHoldLiterals(response)) {
      const size = announcedSize(text);
      if (size !== undefined) {
        this.#beginLiteral(size);
        return;
      }
    }
    this.#response = { texts: [], literals: [] };
    this.#textBytes = 0;
    this.#sink.onResponse(response);
  }

  #beginLiteral(size: number): void {
    const response = this.#response;
    if (response.literals.length >= wireLimits.literalsPerResponseMax) {
      throw new WireViolation('a response of the server holds too many literals', true);
    }
    if (size > wireLimits.literalSizeMax) {
      throw new WireViolation(`the server announces a literal of ${size} bytes`, true);
    }
    const place = this.#sink.onLiteral(response, size);
    this.#literalDone = 0;
    this.#literalSize = size;
    if ('onChunk' in place) {
      response.literals.push(undefined);
      this.#literal = place;
      if (size === 0) this.#endLiteral();
      return;
    }
    if (size > place.keepBytesMax) {
      throw new WireViolation(`the server announces a literal of ${size} bytes`, true);
    }
    const bytes = place.into ?? Buffer.allocUnsafe(size);
    this.#literal = bytes;
    if (size === 0) this.#keepLiteral(bytes);
  }

  #takeLiteral(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.#literalSize - this.#literalDone);
    const literal = this.#literal;
    const isLast = this.#literalDone + end - from === this.#literalSize;
    if (literal instanceof Uint8Array) {
      chunk.copy(literal, this.#literalDone, from, end);
      this.#literalDone += end - from;
      if (isLast) this.#keepLiteral(literal);
      return end;
    }
    literal?.onChunk(chunk.subarray(from, end));
    this.#literalDone += end - from;
    if (isLast) this.#endLiteral();
    return end;
  }

  #keepLiteral(bytes: Uint8Array): void {
    this.#response.literals.push(bytes);
    this.#literal = undefined;
  }

  #endLiteral(): void {
    const sink = this.#literal;
    this.#literal = undefined;
    if (sink !== undefined && !(sink instanceof Uint8Array)) sink.onEnd();
  }
}

/** Status responses end in free text (RFC 9051 §7.1): `{5}` there is just words. */
function mayHoldLiterals(response: RawResponse): boolean {
  if (response.texts.length > 1) return true;
  const text = response.texts[0] ?? '';
  return text.startsWith('* ') && !/^\* (?:OK|NO|BAD|BYE|PREAUTH)\b/i.test(text);
}

/** The size in `{12}`, `{12+}` or `~{12}` at the end of a text; undefined where it is none. */
function announcedSize(text: string): number | undefined {
  const open = text.lastIndexOf('{');
  const digits = text.slice(open + 1, text.endsWith('+}') ? -2 : -1);
  if (open === -1 || !/^\d{1,20}$/.test(digits)) return undefined;
  return Number(digits);
}
