/** One response as it came: text, literal, text, literal, …, text. Text is one character per byte (latin1). */
export interface RawResponse {
  /** Every text but the last ends in the announcement of the literal that follows it, `{12}`. */
  readonly texts: string[];
  /** A literal that went elsewhere (streamed) is `undefined`. */
  readonly literals: (Uint8Array | undefined)[];
}

/** Takes a literal that is not kept in the response. */
export interface LiteralSink {
  onChunk(chunk: Uint8Array): void;
  /** All announced bytes have come. */
  onEnd(): void;
}

export interface KeptLiteral {
  readonly keepBytesMax: number;
  /** Where its bytes go; absent: memory of their own. Exactly as long as the literal. */
  readonly into?: Buffer;
}

export interface ResponseSink {
  onResponse(response: RawResponse): void;
  /** A literal of `size` bytes is announced: kept in the response when it is not above the number, or streamed. */
  onLiteral(soFar: RawResponse, size: number): KeptLiteral | LiteralSink;
}

/** The server broke the protocol, or a bound of ours: the connection ends. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation';
  readonly isTooLarge: boolean;
  constructor(message: string, isTooLarge = false) {
    super(message);
    this.isTooLarge = isTooLarge;
  }
}
