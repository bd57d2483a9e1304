import { closeSync, openSync, readSync } from 'node:fs';

/** An event as the event store keeps it in its file: its open part; nothing is unsealed here. */
export interface LogEvent {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** When the store took it. */
  readonly atMs: number;
}

interface StoredLine {
  readonly stream: string;
  readonly type: string;
  readonly data: string;
  readonly createdMs: number;
}

const pieceBytes = 1 << 20;

/** Reads the store's file as it grows, and nothing else: neither the store's answers nor a read model. */
export class LogReader {
  readonly #path: string;
  readonly #take: (event: LogEvent) => void;
  #offset = 0;
  #rest = Buffer.alloc(0);

  constructor(path: string, take: (event: LogEvent) => void) {
    this.#path = path;
    this.#take = take;
  }

  /** Takes what has come since the last call. */
  read(): void {
    const file = openSync(this.#path, 'r');
    try {
      const piece = Buffer.alloc(pieceBytes);
      for (;;) {
        const count = readSync(file, piece, 0, pieceBytes, this.#offset);
        if (count === 0) return;
        this.#offset += count;
        this.#rest = Buffer.concat([this.#rest, piece.subarray(0, count)]);
        this.#takeLines();
      }
    } finally {
      closeSync(file);
    }
  }

  #takeLines(): void {
    let from = 0;
    for (let end = this.#rest.indexOf(10); end >= 0; end = this.#rest.indexOf(10, from)) {
      const batch = JSON.parse(this.#rest.toString('utf8', from, end)) as readonly StoredLine[];
      from = end + 1;
      for (const { stream, type, data, createdMs } of batch) {
        const text = Buffer.from(data, 'base64').toString('utf8');
        const fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
        this.#take({ stream, type, data: fields, atMs: createdMs });
      }
    }
    this.#rest = this.#rest.subarray(from);
  }
}
