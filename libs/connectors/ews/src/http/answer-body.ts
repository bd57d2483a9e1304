import type { ClientRequest, IncomingMessage } from 'node:http';
import { leavable } from '@mailhaul/connector-contract';
import { decodedBody } from './decoded-body.ts';

/** Of an answer that nobody wants: more is not read, and the line not kept. */
export const drainBytesMax = 256 * 1024;

export interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

export interface Conduct {
  /** Bounds each wait for the server. */
  readonly patiently: <T>(work: Promise<T>) => Promise<T>;
  /** Nothing more is read; called once if any of it was asked for. */
  readonly over: () => void;
}

/** Where the answer is: who leaves it while it is waited for cuts it off. */
interface Reading {
  state: 'waiting' | 'with the reader' | 'over';
}

/** The bytes of an answer, without compression. Leaving it early gives the line back where all of it is here, and cuts it otherwise. */
export function answerBody(exchange: Exchange, conduct: Conduct): AsyncIterable<Uint8Array> {
  const reading: Reading = { state: 'waiting' };
  return leavable(bytesOf(exchange, conduct, reading), () => {
    if (reading.state === 'waiting') drop(exchange.request);
  });
}

async function* bytesOf(
  { response, request }: Exchange,
  { patiently, over }: Conduct,
  reading: Reading,
): AsyncGenerator<Uint8Array, void, undefined> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  let isWhole = false;
  try {
    chunks = decodedBody(response);
    for (;;) {
      const next = await patiently(chunks.next());
      if (next.done === true) break;
      reading.state = 'with the reader';
      yield next.value;
      reading.state = 'waiting';
    }
    isWhole = true;
  } finally {
    reading.state = 'over';
    // A new line would have to be made, and signed in.
    if (!isWhole && !(response.complete && (await endsSoon(chunks)))) drop(request);
    over();
  }
}

/**
 * With its socket: of a request whose answer has arrived, and was not read to its end, Node destroys no more than the request, and the
 * agent counts the socket as busy until the server closes it.
 */
function drop(request: ClientRequest): void {
  const { socket } = request;
  request.destroy();
  socket?.destroy();
}

/** What has arrived is read away. False where that is much, or broken. */
async function endsSoon(chunks: AsyncIterator<Uint8Array> | undefined): Promise<boolean> {
  try {
    for (let size = 0; chunks !== undefined && size <= drainBytesMax;) {
      const next = await chunks.next();
      if (next.done === true) return true;
      size += next.value.byteLength;
    }
  } catch {
    // Broken in its compression, or cut meanwhile: the line goes with it.
  }
  return false;
}
