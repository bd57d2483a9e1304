/** The exact bytes of a message, kept in the pieces in which they came so that large ones are never copied. */
export class MessageBody {
  readonly chunks: readonly Buffer[];
  readonly size: number;
  #header: Buffer | undefined;

  constructor(chunks: readonly Buffer[]) {
    this.chunks = chunks;
    let size = 0;
    for (const chunk of chunks) size += chunk.length;
    this.size = size;
  }

  static of(bytes: Uint8Array | string): MessageBody {
    const buffer =
      typeof bytes === 'string'
        ? Buffer.from(bytes, 'utf8')
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new MessageBody(buffer.length === 0 ? [] : [buffer]);
  }

  /** Views on the bytes from `offset`, at most `length` of them; none past the end. */
  slice(offset: number, length: number): readonly Buffer[] {
    if (offset === 0 && length >= this.size) return this.chunks;
    const out: Buffer[] = [];
    let skip = offset;
    let left = length;
    for (const chunk of this.chunks) {
      if (left <= 0) break;
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      const piece = chunk.subarray(skip, skip + left);
      skip = 0;
      left -= piece.length;
      out.push(piece);
    }
    return out;
  }

  /** The bytes in one piece: a copy where they came in several. */
  toBuffer(): Buffer {
    const only = this.chunks[0];
    return this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks);
  }

  /** The header with its closing empty line; the whole message where that line is missing. */
  header(): Buffer {
    this.#header ??= findHeader(this);
    return this.#header;
  }

  equals(other: MessageBody): boolean {
    if (this.size !== other.size) return false;
    return this.toBuffer().equals(other.toBuffer());
  }
}

const headerProbeBytes = 16 * 1024;

function findHeader(body: MessageBody): Buffer {
  for (let probe = headerProbeBytes; ; probe *= 8) {
    const start = Buffer.concat(body.slice(0, probe));
    const end = headerEnd(start);
    if (end !== undefined) return start.subarray(0, end);
    if (probe >= body.size) return start;
  }
}

function headerEnd(bytes: Buffer): number | undefined {
  if (bytes[0] === 13 && bytes[1] === 10) return 2;
  if (bytes[0] === 10) return 1;
  const crlf = bytes.indexOf('\r\n\r\n', 0, 'latin1');
  const lf = bytes.indexOf('\n\n', 0, 'latin1');
  if (crlf === -1 && lf === -1) return undefined;
  return lf === -1 || (crlf !== -1 && crlf < lf) ? crlf + 4 : lf + 2;
}
