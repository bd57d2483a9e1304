import type { Socket } from 'node:net';
import { systemClock } from '@mailhaul/kernel';

/** What paces the bytes of one direction; several pipes that hold the same line share its rate. */
export interface PacedLine {
  readonly bytesPerSecond: number;
  freeAtMs: number;
}

export interface PipeOptions {
  /** Asked for each piece that comes. */
  readonly delayMs: () => number;
  /** Absent: as fast as the other side takes it. */
  readonly line?: PacedLine | undefined;
  /** Bytes taken over from the sender before it has to wait, as an operating system's buffers would. */
  readonly bufferBytesMax: number;
  /** Called with bytes about to be delivered. */
  readonly onDeliver?: ((bytes: Buffer) => void) | undefined;
}

interface Piece {
  readonly bytes: Buffer;
  readonly dueMs: number;
}

const sliceBytes = 16 << 10;
/** Timers are late by a millisecond or so: what the line lost by that is made good, and no more. */
const latenessMsMax = 5;

/**
 * One direction of a connection: bytes leave in order, each no earlier than the delay after it came and no faster
 * than the cap. What was taken over is delivered even when the sender has died since.
 */
export class PacedPipe {
  readonly #to: Socket;
  readonly #options: PipeOptions;
  readonly #onRoom: () => void;
  readonly #queue: Piece[] = [];
  #queuedBytes = 0;
  #isPumping = false;
  #isHeld = false;
  #isEnding = false;

  constructor(to: Socket, options: PipeOptions, onRoom: () => void) {
    this.#to = to;
    this.#options = options;
    this.#onRoom = onRoom;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** False when the sender should pause until `onRoom`. */
  push(bytes: Buffer): boolean {
    const dueMs = systemClock.monotonicMs() + this.#options.delayMs();
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      this.#queue.push({ bytes: bytes.subarray(at, at + sliceBytes), dueMs });
    }
    this.#queuedBytes += bytes.length;
    this.#pump();
    return this.#queuedBytes + this.#to.writableLength < this.#options.bufferBytesMax;
  }

  /** Nothing leaves while held; what comes is kept. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#pump();
  }

  /** Ends the receiving side once all is delivered. */
  end(): void {
    this.#isEnding = true;
    this.#pump();
  }

  discard(): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#run().finally(() => (this.#isPumping = false));
  }

  async #run(): Promise<void> {
    const { line } = this.#options;
    while (!this.#isHeld && !this.#to.destroyed) {
      const piece = this.#queue[0];
      if (piece === undefined) break;
      const now = systemClock.monotonicMs();
      const atMs = Math.max(piece.dueMs, line?.freeAtMs ?? 0);
      if (atMs > now) {
        await systemClock.sleep(atMs - now);
        continue;
      }
      if (this.#to.writableNeedDrain) {
        await drainedOrClosed(this.#to);
        continue;
      }
      this.#queue.shift();
      this.#queuedBytes -= piece.bytes.length;
      this.#options.onDeliver?.(piece.bytes);
      this.#to.write(piece.bytes);
      if (line !== undefined) {
        const fromMs = Math.max(now - latenessMsMax, atMs);
        line.freeAtMs = fromMs + (piece.bytes.length / line.bytesPerSecond) * 1000;
      }
      if (this.#queuedBytes < this.#options.bufferBytesMax / 2) this.#onRoom();
    }
    if (this.#isEnding && this.#queue.length === 0 && !this.#isHeld) this.#to.end();
  }
}

function drainedOrClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go);
      socket.off('close', go);
      resolve();
    };
    socket.on('drain', go);
    socket.on('close', go);
  });
}
