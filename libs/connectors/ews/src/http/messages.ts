/** Bytes, or a text of ASCII alone. */
export type BodyPiece = Uint8Array | string;

/** The body of one request. Its length is said before: some servers refuse chunked bodies. */
export interface OutgoingBody {
  readonly length: number;
  /** An array can be sent again, where the request was refused before it did anything. */
  readonly pieces: Iterable<BodyPiece> | AsyncIterable<BodyPiece>;
  /** Without these the server cannot act. */
  readonly last: Uint8Array;
  /** Awaited when all but the last bytes are handed to the network; rejects: they are not sent, and the line is cut. */
  readonly beforeLast?: () => Promise<void>;
  readonly afterLast?: () => void;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** What the server's clock says. */
  readonly date: string | undefined;
  /** Where a redirection leads that is not followed. */
  readonly location?: string | undefined;
  /** Rejects with a ConnectorError where the line ends or the server is silent. Leaving it early cuts this line alone. */
  readonly body: AsyncIterable<Uint8Array>;
}
