import type { BodyPiece } from './messages.ts';

/** So much goes to the network at once: each write takes its time whatever its size. */
const gatheredBytes = 128 * 1024;

/** The same pieces, small ones put together in memory that is used again: each must be taken before the next is asked for. */
export async function* gathered(
  pieces: Iterable<BodyPiece> | AsyncIterable<BodyPiece>,
): AsyncGenerator<BodyPiece> {
  // What can be sent again is one piece.
  if (Array.isArray(pieces)) {
    yield* pieces;
    return;
  }
  const held = Buffer.allocUnsafe(gatheredBytes);
  let heldBytes = 0;
  for await (const piece of pieces) {
    if (piece.length > gatheredBytes - heldBytes && heldBytes > 0) {
      yield held.subarray(0, heldBytes);
      heldBytes = 0;
    }
    if (piece.length > gatheredBytes) {
      yield piece;
      continue;
    }
    // Texts are ASCII.
    if (typeof piece === 'string') held.write(piece, heldBytes, 'latin1');
    else held.set(piece, heldBytes);
    heldBytes += piece.length;
  }
  if (heldBytes > 0) yield held.subarray(0, heldBytes);
}
