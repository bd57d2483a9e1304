import { Duplex } from 'node:stream';
import { answerTooLarge, protocolViolation } from '../errors.ts';
import { headerAt, isWellFormed } from './message-shape.ts';

/** A group of 50,000 members with long names is 8 MB. */
const messageBytesMax = 16 * 1024 * 1024;
const sequence = 0x30;

/** What may come while one question is open. */
export interface AnswerBounds {
  readonly messagesMax: number;
  readonly bytesMax: number;
}

/**
 * A line that hands on whole, well-formed messages one at a time, and no more of them than the question may have. The library behind it would read
 * pieces of any size, nest one call per message, and wait for the end of lengths that lie; here the line ends instead.
 */
export class FramedLine extends Duplex {
  /** As the library asks it of a socket. */
  readonly connecting = false;
  readonly readyState = 'open';
  readonly #line: Duplex;
  #pieces: Uint8Array[] = [];
  #held = 0;
  #messagesLeft = 0;
  #bytesLeft = 0;
  /** Why the line was ended from this side. */
  failure: Error | undefined;

  constructor(line: Duplex) {
    super({ readableObjectMode: true, allowHalfOpen: false });
    this.#line = line;
    line.on('data', (piece: Buffer) => this.#take(piece));
    line.on('end', () => this.push(null));
    line.on('close', () => this.destroy());
    line.on('error', () => this.destroy());
    this.allow({ messagesMax: 1, bytesMax: messageBytesMax });
  }

  /** Begins a new count. */
  allow({ messagesMax, bytesMax }: AnswerBounds): void {
    [this.#messagesLeft, this.#bytesLeft] = [messagesMax, bytesMax];
  }

  override _read(): void {
    this.#line.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#line.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#line.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#pieces = [];
    this.#line.destroy();
    done(error);
  }

  #take(piece: Uint8Array): void {
    if (this.destroyed) return;
    this.#pieces.push(piece);
    this.#held += piece.length;
    this.#bytesLeft -= piece.length;
    if (this.#bytesLeft < 0) return this.#end(answerTooLarge());
    let isWanted = true;
    for (;;) {
      const size = this.#sizeOfNext();
      if (size === 'more') break;
      if (size === undefined) return this.#end(protocolViolation('it is no LDAP message'));
      if (size > messageBytesMax) return this.#end(answerTooLarge());
      if (this.#held < size) break;
      const message = this.#cut(size);
      this.#messagesLeft -= 1;
      if (this.#messagesLeft < 0) return this.#end(answerTooLarge());
      if (!isWellFormed(message)) return this.#end(protocolViolation('a message is malformed'));
      isWanted = this.push(message);
    }
    if (!isWanted) this.#line.pause();
  }

  #sizeOfNext(): number | 'more' | undefined {
    const [first] = this.#pieces;
    if (first === undefined) return 'more';
    if (first.length > 0 && first[0] !== sequence) return undefined;
    // A header has six bytes at most; only there pieces are joined before the message is whole.
    const head = first.length >= headBytesMax ? first : this.#head();
    const header = headerAt(head, 0);
    return header === undefined || header === 'more' ? header : header.from + header.length;
  }

  #head(): Uint8Array {
    const head: number[] = [];
    for (const piece of this.#pieces) {
      head.push(...piece.subarray(0, headBytesMax - head.length));
      if (head.length >= headBytesMax) break;
    }
    return Uint8Array.from(head);
  }

  #cut(size: number): Buffer {
    const whole = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    const bytes = Buffer.from(whole?.buffer ?? new ArrayBuffer(), whole?.byteOffset, whole?.length);
    const rest = bytes.subarray(size);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return bytes.subarray(0, size);
  }

  #end(failure: Error): void {
    this.failure ??= failure;
    this.destroy();
  }
}

const headBytesMax = 6;
