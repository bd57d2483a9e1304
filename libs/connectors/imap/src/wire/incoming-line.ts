import type { Duplex, Writable } from 'node:stream';
import type { Clock } from '@mailhaul/kernel';
import { CompressedLine } from './compressed-line.ts';
import { IncomingMeter, LineSpeed } from './line-speed.ts';

export interface IncomingWiring {
  readonly clock: Clock;
  readonly speed: LineSpeed | undefined;
  /** What the server says, in its order. */
  readonly onData: (chunk: Buffer) => void;
  /** What came packed cannot be unpacked. */
  readonly onBroken: () => void;
}

/** What a server sends, as it comes or unpacked. */
export class IncomingLine {
  readonly #socket: Duplex;
  readonly #wiring: IncomingWiring;
  readonly #meter: IncomingMeter;
  #compressed: CompressedLine | undefined;
  /** The next line may be the last that is not compressed: what stands behind it is not to be read with it. */
  isReadByLine = false;

  constructor(socket: Duplex, wiring: IncomingWiring) {
    this.#socket = socket;
    this.#wiring = wiring;
    this.#meter = new IncomingMeter(wiring.speed ?? new LineSpeed());
  }

  push(chunk: Buffer): void {
    if (this.#compressed !== undefined) this.#compressed.push(chunk);
    else if (this.isReadByLine) this.#readByLine(chunk);
    else {
      this.#meter.came(chunk.length, this.#wiring.clock.monotonicMs());
      this.#wiring.onData(chunk);
    }
  }

  /** From the next byte on; gives what is to be written on. */
  compress(isPaused: boolean): Writable {
    const { onData, onBroken } = this.#wiring;
    this.#compressed = new CompressedLine(this.#socket, { onData, onBroken });
    if (isPaused) this.#compressed.pause();
    return this.#compressed.writing;
  }

  /** Calls back when all that came has been given: of a compressed line the last answers may still be unpacked. */
  drained(then: () => void): void {
    if (this.#compressed === undefined) then();
    else this.#compressed.drained(then);
  }

  pause(): void {
    this.#meter.paused();
    this.#compressed?.pause();
    this.#socket.pause();
  }

  resume(): void {
    this.#compressed?.resume();
    this.#socket.resume();
  }

  destroy(): void {
    this.#compressed?.destroy();
  }

  #readByLine(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      const rest = chunk.subarray(at);
      if (this.#compressed !== undefined) return this.#compressed.push(rest);
      const end = rest.indexOf(0x0a);
      const line = end === -1 ? rest : rest.subarray(0, end + 1);
      this.#wiring.onData(line);
      at += line.length;
    }
  }
}
