/** What a request does, as far as chaos aims: it makes items, goes on with one that is there, or asks. */
export type RequestKind = 'unknown' | 'write' | 'going on' | 'look' | 'other';

const headBytesMax = 16 << 10;
const nameCharsMax = 2 << 10;
const writes = new Set(['CreateItem', 'UploadItems']);
const goingOn = new Set(['UpdateItem', 'DeleteItem', 'CreateAttachment', 'MoveItem']);
const looks = new Set(['FindItem', 'GetItem', 'SyncFolderItems', 'GetFolder', 'FindFolder']);

/** One HTTP request with a Content-Length and a SOAP body, as it comes; bodies are not kept. */
export class WatchedRequest {
  /** What makes the server act: a careful writer holds it back. */
  static readonly endBytes = '</s:Envelope>'.length;
  #head = '';
  #bodyStart = '';
  #bodyLeft: number | undefined;
  #kind: RequestKind = 'unknown';

  get isWhole(): boolean {
    return this.#bodyLeft === 0;
  }

  /** Infinity while the head is not there. */
  get missingBytes(): number {
    return this.#bodyLeft ?? Infinity;
  }

  get kind(): RequestKind {
    return this.#kind;
  }

  /** @returns how many of these bytes belong to this request. */
  take(bytes: Buffer): number {
    let at = 0;
    if (this.#bodyLeft === undefined) {
      const before = this.#head.length;
      this.#head += bytes.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (this.#head.length > headBytesMax) throw new Error('a head without end');
        return bytes.length;
      }
      at = end + 4 - before;
      const length = /^content-length: *(\d+)/im.exec(this.#head)?.[1];
      if (length === undefined) throw new Error('a request without a length');
      this.#bodyLeft = Number(length);
    }
    const taken = Math.min(this.#bodyLeft, bytes.length - at);
    this.#bodyLeft -= taken;
    if (this.#kind === 'unknown') {
      this.#bodyStart += bytes.toString('latin1', at, at + Math.min(taken, nameCharsMax));
      this.#kind = kindOf(this.#bodyStart, this.isWhole);
    }
    return at + taken;
  }
}

function kindOf(body: string, isWhole: boolean): RequestKind {
  const name = /:Body><m:(\w+)[ >]/.exec(body)?.[1];
  if (name === undefined) return isWhole || body.length > nameCharsMax ? 'other' : 'unknown';
  if (writes.has(name)) return 'write';
  if (goingOn.has(name)) return 'going on';
  return looks.has(name) ? 'look' : 'other';
}
