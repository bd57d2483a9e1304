/** Memory that is allocated at once; a body above half of it gets memory of its own. */
const slabBytes = 1 << 20;
const pooledBytesMax = slabBytes / 2;
/** Slabs that are kept for later bodies, of all connections together. */
const freeSlabsMax = 24;

interface Slab {
  readonly bytes: Buffer;
  usedBytes: number;
  /** Bodies in it that somebody may still look at. */
  liveCount: number;
}

export interface PooledBytes {
  readonly bytes: Buffer;
  readonly release: () => void;
}

/** A slab belongs to one connection until it is free: a mailbox that hangs keeps only its own from the others. */
const freeOfAll: Slab[] = [];

/**
 * Memory for the bodies of one connection, used again once they are let go of, then by any: mail passes through a few
 * megabytes that never trouble the collector. Bodies that are never released keep their slab from being used again, and
 * are collected with it.
 */
export class BodyPool {
  #current: Slab | undefined;
  readonly #free: Slab[];

  constructor(free = freeOfAll) {
    this.#free = free;
  }

  take(size: number): PooledBytes {
    if (size > pooledBytesMax) return { bytes: Buffer.allocUnsafeSlow(size), release: nothing };
    const slab = this.#slabFor(size);
    const from = slab.usedBytes;
    slab.usedBytes += size;
    slab.liveCount += 1;
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      slab.liveCount -= 1;
      this.#recycle(slab);
    };
    return { bytes: slab.bytes.subarray(from, from + size), release };
  }

  #slabFor(size: number): Slab {
    const current = this.#current;
    if (current !== undefined && current.usedBytes + size <= slabBytes) return current;
    const next = this.#free.pop() ?? {
      bytes: Buffer.allocUnsafeSlow(slabBytes),
      usedBytes: 0,
      liveCount: 0,
    };
    this.#current = next;
    if (current !== undefined) this.#recycle(current);
    return next;
  }

  #recycle(slab: Slab): void {
    if (slab.liveCount > 0 || slab === this.#current) return;
    slab.usedBytes = 0;
    if (this.#free.length < freeSlabsMax) this.#free.push(slab);
  }
}

function nothing(): void {
  // This memory is the collector's.
}
