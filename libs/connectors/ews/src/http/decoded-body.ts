import type { IncomingMessage } from 'node:http';
import { type Readable, pipeline } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { errorOf, protocolViolation } from '../errors.ts';

/** More than the largest item that Exchange takes, in base64; a compressed answer of this length is none that was asked for. */
const inflatedBytesMax = 512 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/**
 * The bytes of an answer as they were before compression. None is asked for (base64 gains little, and it costs both sides); some
 * balancers compress all the same. @throws ConnectorError where it is compressed in an unknown way, or without end
 */
export function decodedBody(response: IncomingMessage): AsyncIterator<Uint8Array> {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return response[Symbol.asyncIterator]();
  const inflate =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip({ chunkSize: pieceBytes })
      : coding === 'deflate'
        ? createInflate({ chunkSize: pieceBytes })
        : undefined;
  if (inflate === undefined) throw protocolViolation('it is compressed in a way that is not known');
  // What ends early is told to who reads.
  pipeline(response, inflate, () => undefined);
  return bounded(inflate);
}

async function* bounded(inflate: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const piece of inflate as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > inflatedBytesMax) throw errorOf('answer-too-large');
    yield piece;
  }
}
