import type { BodyPiece } from './messages.ts';

/** So much goes to the network at once, or one larger piece: each takes its time whatever its size. */
const gatheredMin = 64 * 1024;

/** The same pieces, small ones put together. */
export async function* gathered(
  pieces: Iterable<BodyPiece> | AsyncIterable<BodyPiece>,
): AsyncGenerator<BodyPiece> {
  let held = '';
  for await (const piece of pieces) {
    // Latin 1 has a character for each byte, and texts are ASCII.
    held += typeof piece === 'string' ? piece : latin1Of(piece);
    if (held.length < gatheredMin) continue;
    yield held;
    held = '';
  }
  if (held !== '') yield held;
}

function latin1Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
