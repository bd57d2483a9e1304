/** Bytes of batches that are being written, of all passes that share this; beyond it each lane writes one at a time. */
const bytesMax = 32 << 20;

/** How much of a process's memory is on its way to the targets. Shared, it keeps many mailboxes small together. */
export class BytesInAir {
  #bytes = 0;

  get isFull(): boolean {
    return this.#bytes >= bytesMax;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}
