import type { ItemBody } from '@mailhaul/connector-contract';

const streamedPieceBytes = 64 * 1024;

/** `check` is asked before each piece: a session that was cut gives no more. */
export function bodyOf(bytes: Uint8Array, wholeBytesMax: number, check: () => void): ItemBody {
  if (bytes.byteLength <= wholeBytesMax) return { kind: 'whole', bytes };
  return { kind: 'streamed', size: bytes.byteLength, chunks: piecesOf(bytes, check) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the contract asks for an async iterable
async function* piecesOf(bytes: Uint8Array, check: () => void): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += streamedPieceBytes) {
    check();
    yield bytes.subarray(at, at + streamedPieceBytes);
  }
}

export async function wholeBytes(body: ItemBody): Promise<Uint8Array> {
  if (body.kind === 'whole') return body.bytes;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body.chunks) {
    size += piece.byteLength;
    if (size > body.size) break;
    pieces.push(piece);
  }
  if (size !== body.size) throw new Error('the body has not the size it was announced with');
  return Buffer.concat(pieces);
}
