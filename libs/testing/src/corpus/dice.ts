import { type Random, seededRandom } from '@mailhaul/kernel';

const poolBytes = 1 << 18;
const textColumns = 76;

/** What a generator of mail asks of chance; equal seeds give equal mail. */
export class Dice {
  readonly random: Random;
  readonly #textPool: Buffer;
  readonly #bytePool: Buffer;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.#bytePool = Buffer.from(this.random.bytes(poolBytes));
    const lines =
      this.#bytePool.toString('base64').match(new RegExp(`.{${textColumns}}`, 'g')) ?? [];
    this.#textPool = Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
  }

  /** A whole number in [from, below). */
  int(from: number, below: number): number {
    return from + Math.floor(this.random.next() * (below - from));
  }

  chance(share: number): boolean {
    return this.random.next() < share;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.int(0, values.length)] ?? values[0];
  }

  /** Log-normal: half of the values lie below the median, one in a hundred above `p99`. */
  size(median: number, p99: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.random.next())) * this.#cosine();
    const sigma = Math.log(p99 / median) / 2.326;
    return Math.round(median * Math.exp(sigma * normal));
  }

  /** Lines of printable text closed by CRLF, about `size` bytes of it and never the same twice. */
  text(size: number): Buffer {
    const lineBytes = textColumns + 2;
    const lineCount = Math.max(1, Math.round(size / lineBytes));
    const out = Buffer.alloc(lineCount * lineBytes);
    for (let at = 0; at < out.length;) {
      const start = this.int(0, this.#textPool.length / lineBytes) * lineBytes;
      at += this.#textPool.copy(
        out,
        at,
        start,
        Math.min(this.#textPool.length, start + out.length - at),
      );
    }
    return out;
  }

  /** Bytes of every value but NUL, CR and LF. */
  binary(size: number): Buffer {
    const start = this.int(0, poolBytes);
    return Buffer.from(
      Array.from({ length: size }, (_, i) => {
        const byte = this.#bytePool[(start + i) % poolBytes] ?? 1;
        return byte === 0 || byte === 10 || byte === 13 ? 0xfe : byte;
      }),
    );
  }

  #cosine(): number {
    return Math.cos(2 * Math.PI * this.random.next());
  }
}
