import { randomBytes } from 'node:crypto';

/** Chance as a port: seeded in tests and simulations, the operating system's elsewhere. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (count) => randomBytes(count),
};

/** A repeatable stream of chance (splitmix32): equal seeds give equal streams. Never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next32 = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return {
    next: () => next32() / 2 ** 32,
    bytes(count) {
      const out = new Uint8Array(count);
      for (let i = 0; i < count; i += 1) out[i] = next32() & 0xff;
      return out;
    },
  };
}
