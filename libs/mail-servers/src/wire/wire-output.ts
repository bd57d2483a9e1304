import type { Duplex } from 'node:stream';
import type { Clock } from '@mailhaul/kernel';

/** Sends the output in small pieces with a rest between them. */
export interface Drip {
  readonly bytes: number;
  readonly everyMs: number;
}

/** Text and small pieces are gathered up to this size; larger pieces go out as they are. */
const gatherBytes = 64 * 1024;
/** With more than this in the socket's own buffer the writer waits. */
const unsentBytesMax = 1024 * 1024;

/** Gathers answers and sends them in few writes. All text is latin1: one character, one byte. */
export class WireOutput {
  readonly #stream: Duplex;
  readonly #clock: Clock;
  readonly #drip: Drip | undefined;
  #text = '';
  #parts: Buffer[] = [];
  #partBytes = 0;
  #dripping: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(stream: Duplex, clock: Clock, drip?: Drip) {
    this.#stream = stream;
    this.#clock = clock;
    this.#drip = drip;
    stream.on('close', () => {
      this.#isClosed = true;
    });
  }

  text(text: string): void {
    this.#text += text;
    if (this.#text.length + this.#partBytes > gatherBytes) this.flush();
  }

  bytes(chunks: readonly Buffer[]): void {
    for (const chunk of chunks) {
      if (chunk.length > gatherBytes / 2) {
        this.flush();
        this.#send(chunk);
        continue;
      }
      this.#textToPart();
      this.#parts.push(chunk);
      this.#partBytes += chunk.length;
      if (this.#partBytes > gatherBytes) this.flush();
    }
  }

  /** Hands everything gathered to the network. */
  flush(): void {
    if (this.#partBytes === 0) {
      if (this.#text === '') return;
      const text = this.#text;
      this.#text = '';
      this.#send(Buffer.from(text, 'latin1'));
      return;
    }
    this.#textToPart();
    const parts = this.#parts;
    this.#parts = [];
    this.#partBytes = 0;
    this.#send(Buffer.concat(parts));
  }

  /** Resolves when the peer has taken enough of it that more may be written. */
  async ready(): Promise<void> {
    await this.#dripping;
    while (!this.#isClosed && this.#stream.writableLength > unsentBytesMax) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#stream.off('drain', done);
          this.#stream.off('close', done);
          resolve();
        };
        this.#stream.on('drain', done);
        this.#stream.on('close', done);
      });
    }
  }

  get isBusy(): boolean {
    return this.#drip !== undefined || this.#stream.writableLength > unsentBytesMax;
  }

  /** Resolves when everything is with the operating system, or the connection is down. */
  async finish(): Promise<void> {
    this.flush();
    await this.#dripping;
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#stream.once('close', () => {
        resolve();
      });
      this.#stream.end(() => {
        resolve();
      });
    });
  }

  #textToPart(): void {
    if (this.#text === '') return;
    const part = Buffer.from(this.#text, 'latin1');
    this.#text = '';
    this.#parts.push(part);
    this.#partBytes += part.length;
  }

  #send(bytes: Buffer): void {
    if (this.#isClosed || this.#stream.writableEnded) return;
    if (this.#drip === undefined) this.#stream.write(bytes);
    else this.#dripping = this.#dripOut(this.#dripping, bytes, this.#drip);
  }

  async #dripOut(before: Promise<void>, bytes: Buffer, drip: Drip): Promise<void> {
    await before;
    for (let at = 0; at < bytes.length && !this.#isClosed; at += drip.bytes) {
      this.#stream.write(bytes.subarray(at, at + drip.bytes));
      await this.#clock.sleep(drip.everyMs);
    }
  }
}
